"""Files that persons send: what one may be, how it is opened, how a picture is drawn anew."""
