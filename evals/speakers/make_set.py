"""Makes the recordings and the lists that `vivavoce eval speakers` was measured with (docs/hearing.md), in a folder.

    pip install av numpy
    python make_set.py SPEECH OUT            # then: vivavoce eval speakers OUT/set.jsonl, OUT/words.jsonl

SPEECH has the folders fsdd, jfk, librispeech, pocketsphinx and wenet (the files of tests/data/speech come from there; what
is not there is left out). The prompts are Debian's asterisk-core-sounds-{en,es,fr,it,ru}-g722 and asterisk-prompt-fr-armelle.
words.jsonl, which nothing was tuned with, is the words of ktuberling's sounds, taken as one speaker a language. All
become 16 kHz mono. Words of FSDD are joined by fives, running speech is cut into turns of 4 s.
"""

import itertools
import json
import pathlib
import sys
import wave

import av
import numpy as np

RATE = 16000
PROMPTS = pathlib.Path("/usr/share/asterisk/sounds")
# The folder, whose voice it is, the kind of file. Allison speaks English and Spanish.
PROMPT_VOICES = [("en_US_f_Allison", "allison", "g722"), ("es_MX_f_Allison", "allison", "g722"),
                 ("fr_CA_f_June", "june", "g722"), ("it_IT_m_Carlo", "carlo", "g722"),
                 ("ru_RU_f_IvrvoiceRU", "ivrvoice", "g722"), ("fr", "armelle", "gsm")]
PROMPTS_EACH, PROMPT_SECONDS = 40, (1.5, 8)
TURN_SECONDS, LEAST_SECONDS = 4, 1.5
WORDS, GAP_SECONDS = 5, 0.1
TOYS = pathlib.Path("/usr/share/ktuberling/sounds")


def decode(path):
    kind = "g722" if path.suffix == ".g722" else None
    with av.open(str(path), format=kind, metadata_errors="ignore") as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        parts = [out.to_ndarray().reshape(-1) for frame in container.decode(audio=0)
                 for out in resampler.resample(frame)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def turns(samples):
    count = max(1, int(len(samples) / RATE / TURN_SECONDS))
    parts = np.array_split(samples, count)
    return [part for part in parts if len(part) >= LEAST_SECONDS * RATE]


def prompts():
    for folder, speaker, kind in PROMPT_VOICES:
        long_enough = []
        for path in sorted((PROMPTS / folder).glob(f"*.{kind}")):
            samples = decode(path)
            if PROMPT_SECONDS[0] * RATE <= len(samples) <= PROMPT_SECONDS[1] * RATE:
                long_enough.append(samples)
        for samples in long_enough[::max(1, len(long_enough) // PROMPTS_EACH)][:PROMPTS_EACH]:
            yield speaker, folder, samples


def joined(files):
    gap = np.zeros(int(GAP_SECONDS * RATE), np.float32)
    for i in range(0, len(files), WORDS):
        yield np.concatenate([part for file in files[i:i + WORDS] for part in (decode(file), gap)])


def digits(speech):
    speakers = sorted({path.stem.split("_")[1] for path in (speech / "fsdd").glob("*.wav")})
    for speaker in speakers:
        for samples in joined(sorted((speech / "fsdd").glob(f"*_{speaker}_0.wav"))):
            yield speaker, "fsdd", samples


def toys():
    for folder in sorted(path for path in TOYS.glob("*") if path.is_dir() and "@" not in path.name):
        files = sorted(path for path in folder.glob("*") if path.suffix in (".ogg", ".wav"))
        for samples in joined(files[:8 * WORDS]):
            yield folder.name, "ktuberling", samples


def readings(speech):
    whose = [("jfk", "jfk", "kennedy"), ("librispeech", "6930", "6930"), ("librispeech", "7902", "7902"),
             ("wenet", "1995", "1995"), ("wenet", "aishell", "S0724"),
             ("pocketsphinx", "cards", "cards"), ("pocketsphinx", "librivox", "austen")]
    for folder, part, speaker in whose:
        for path in sorted((speech / folder).glob(f"*{part}*.wav")):
            for samples in turns(decode(path)):
                yield speaker, folder, samples


def write(listing, sources, out):
    counts = {}
    with open(out / listing, "w", encoding="utf-8") as lines:
        for speaker, condition, samples in sources:
            number = counts[speaker] = counts.get(speaker, 0) + 1
            name = f"{condition}-{speaker}-{number:03}.wav"
            with wave.open(str(out / name), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
            lines.write(json.dumps({"file": name, "speaker": speaker, "condition": condition}) + "\n")
    print(listing, json.dumps(counts))


def main():
    speech, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    write("set.jsonl", itertools.chain(prompts(), digits(speech), readings(speech)), out)
    write("words.jsonl", toys(), out)


if __name__ == "__main__":
    main()
