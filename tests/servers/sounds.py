"""Sound to feed a virtual microphone with: 48 kHz, mono, signed 16 bit in native byte order."""

import array
import functools
import os
import random
import sys
import wave

RATE_HZ = 48000
VOICE = "/usr/share/sounds/alsa/Front_Center.wav"
"""A recorded human voice; Debian package alsa-utils."""


@functools.lru_cache(maxsize=None)
def voice(path=VOICE):
    """The samples of a WAV file (16 bit PCM; the first channel of it), brought to 48 kHz."""
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path} is missing (the Debian package alsa-utils has the default voice)")
    with wave.open(path, "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError(f"{path}: not 16 bit PCM")
        samples = array.array("h", file.readframes(file.getnframes()))
        channels, rate = file.getnchannels(), file.getframerate()
    if sys.byteorder == "big":
        samples.byteswap()
    samples = samples[::channels]
    if rate == RATE_HZ:
        return samples.tobytes()
    count = len(samples) * RATE_HZ // rate
    result = array.array("h", bytes(2 * count))
    last = len(samples) - 1
    for index in range(count):
        position, rest = divmod(index * rate, RATE_HZ)
        ahead = samples[min(position + 1, last)]
        result[index] = samples[position] + (ahead - samples[position]) * rest // RATE_HZ
    return result.tobytes()


@functools.lru_cache(maxsize=None)
def room_noise(dbfs, seconds=5):
    """A live, quiet room: noise that falls towards high frequencies, with the given RMS in dBFS."""
    generator = random.Random(20240229)
    values, level = [], 0.0
    for _ in range(RATE_HZ * seconds):
        level = 0.9 * level + generator.gauss(0.0, 1.0)
        values.append(level)
    mean = sum(values) / len(values)
    power = sum((value - mean) ** 2 for value in values) / len(values)
    scale = 32768.0 * 10.0 ** (dbfs / 20.0) / power**0.5
    return array.array("h", (round((value - mean) * scale) for value in values)).tobytes()


def rms(samples):
    """RMS of 16 bit samples, 1.0 being full scale; 0.0 for none."""
    values = array.array("h", samples[: len(samples) // 2 * 2])
    return (sum(value * value for value in values) / len(values)) ** 0.5 / 32768.0 if values else 0.0


def write_wav(path, samples, seconds):
    """Writes the samples over and over into a WAV file of the given length."""
    size = 2 * RATE_HZ * seconds
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples * (size // len(samples) + 1))[:size])
