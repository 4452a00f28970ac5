"""WAV files in several formats, made of a 16-bit mono recording, of silence or of noise."""

import array
import pathlib
import random
import struct
import wave

SPEECH = pathlib.Path(__file__).resolve().parents[1] / "data" / "speech"


def read(path):
    """Rate and samples in [-1, 1)."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2), path
        samples = array.array("h", file.readframes(file.getnframes()))
        return file.getframerate(), [sample / 32768 for sample in samples]


def resample(samples, rate, wanted):
    """Linear interpolation: good enough to be understood."""
    last = len(samples) - 1
    out = []
    for i in range(len(samples) * wanted // rate):
        x = i * rate / wanted
        low = int(x)
        high = min(low + 1, last)
        out.append(samples[low] + (samples[high] - samples[low]) * (x - low))
    return out


def write_pcm(path, rate, samples, width=2, channels=1):
    if width == 1:
        frames = [bytes([max(0, min(255, round(s * 127) + 128))]) for s in samples]
    else:
        frames = [struct.pack("<h", max(-32768, min(32767, round(s * 32767)))) for s in samples]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"".join(frame * channels for frame in frames))


def write_float32(path, rate, samples):
    data = array.array("f", samples).tobytes()
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, rate, rate * 4, 4, 32)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", len(data)) + data
    path.write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)


def noise(seconds, rate=16000, level=0.1, seed=1):
    random_source = random.Random(seed)
    return [random_source.uniform(-level, level) for _ in range(int(seconds * rate))]
