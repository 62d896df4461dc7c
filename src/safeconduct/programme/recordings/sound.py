"""Sound as numbers: what a voice gives back, joined, cut to MP3. The only home of `lameenc`."""

import io
import wave
from collections.abc import Iterable
from dataclasses import dataclass, field

# Speech of one voice: an old phone plays it, and three minutes are 360 kB.
KBIT = 16
HERTZ = 16_000
# From 2, the best, to 7: speech sounds no better below, and takes longer.
QUALITY = 5
DEPTH = 2


class Mute(Exception):
    """A voice gave back nothing that could be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One channel of signed 16-bit samples, `rate` of them a second."""

    rate: int
    samples: bytes = field(repr=False)

    @property
    def seconds(self) -> float:
        return len(self.samples) / DEPTH / self.rate

    def then_silence(self, seconds: float) -> "Sound":
        silence = bytes(round(seconds * self.rate) * DEPTH)
        return Sound(rate=self.rate, samples=self.samples + silence)


def joined(sounds: Iterable[Sound]) -> Sound:
    """Return sounds of one rate after each other; raises Mute where there is none."""
    found = list(sounds)
    rates = {sound.rate for sound in found}
    if len(rates) != 1:
        raise Mute
    return Sound(rate=rates.pop(), samples=b"".join(sound.samples for sound in found))


def read_wave(content: bytes) -> Sound:
    """Read a WAV of one channel; raises Mute for anything else."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            shape = file.getnchannels(), file.getsampwidth()
            sound = Sound(rate=file.getframerate(), samples=file.readframes(file.getnframes()))
    except (wave.Error, EOFError) as error:
        raise Mute from error
    if shape != (1, DEPTH) or not any(sound.samples):
        raise Mute
    return sound


def as_mp3(sound: Sound) -> bytes:
    """Return it as MP3; raises ImportError on a machine that has no encoder."""
    import lameenc  # noqa: PLC0415 - without it recordings are still listed and taken

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(sound.rate)
    encoder.set_out_sample_rate(HERTZ)
    encoder.set_bit_rate(KBIT)
    encoder.set_quality(QUALITY)
    return bytes(encoder.encode(sound.samples) + encoder.flush())
