"""A telephone of a few pages: one call over SIP and RTP, its keys and a voice; no library fits."""
