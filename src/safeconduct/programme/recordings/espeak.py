"""A program of its own, `python -m … VOICE FOLDER`: says each line of its input with eSpeak NG.

The only home of `espeakng_loader`. The engine is free under the GPL and is loaded into no other
process of ours: words go in by a pipe, sound comes out in files (ADR 16). Names and numbers are
those of `espeak-ng/speak_lib.h`.
"""

import ctypes
import sys
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path

import espeakng_loader

SYNCHRONOUS = 2
DONT_EXIT = 0x8000
CHARACTERS = 1
UTF8 = 1
RATE = 1
# Slow; what the engine calls a minute differs by language.
WORDS_A_MINUTE = {"ru": 135, "uk": 190, "en": 145}
DEPTH = 2

HEAR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def spoken(lines: Iterable[str], voice: str) -> Iterator[tuple[int, bytes]]:
    """Yield samples a second and the samples of each line; raises OSError where it cannot."""
    engine = ctypes.CDLL(espeakng_loader.get_library_path())
    heard = bytearray()

    def hear(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, count * DEPTH))
        return 0

    callback = HEAR(hear)
    data = espeakng_loader.get_data_path().encode()
    rate = int(engine.espeak_Initialize(SYNCHRONOUS, 0, data, DONT_EXIT))
    if rate <= 0 or engine.espeak_SetVoiceByName(voice.encode()):
        raise OSError(voice)
    engine.espeak_SetSynthCallback(callback)
    engine.espeak_SetParameter(RATE, WORDS_A_MINUTE[voice], 0)
    for line in lines:
        heard.clear()
        text = line.encode() + b"\0"
        engine.espeak_Synth(text, len(text), 0, CHARACTERS, 0, UTF8, None, None)
        engine.espeak_Synchronize()
        yield rate, bytes(heard)


def write(file: Path, rate: int, samples: bytes) -> None:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(DEPTH)
        out.setframerate(rate)
        out.writeframes(samples)


def main(voice: str, folder: Path) -> None:
    lines = sys.stdin.buffer.read().decode().split("\n")
    for place, (rate, samples) in enumerate(spoken(lines, voice)):
        write(folder / f"{place}.wav", rate, samples)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
