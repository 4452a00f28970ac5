#!/usr/bin/env python3
"""Praat's own pitch and harmonicity of the clips in tests/data/speech and of made tones.

    pip install praat-parselmouth==0.4.7 numpy
    python3 tests/data/praat/make_fixture.py        # writes tests/data/praat/*.tsv

Praat: To Pitch (ac) with its default settings and a step of 10 ms, floor 75 Hz, ceiling 600 Hz;
To Harmonicity (cc) with a step of 10 ms. Committed so that tests need no parselmouth.
"""

import math
import pathlib

import numpy
import parselmouth

HERE = pathlib.Path(__file__).resolve().parent
SPEECH = HERE.parent / "speech"


def main():
    rows = ["# file\ttime_s\tf0_hz (0: unvoiced)"]
    summary = ["# file\tmedian_f0_hz\tvoiced_share\tmean_hnr_db"]
    for wav in sorted(SPEECH.glob("*.wav")):
        sound = parselmouth.Sound(str(wav))
        pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=75, pitch_ceiling=600)
        f0 = pitch.selected_array["frequency"]
        for time, value in zip(pitch.xs(), f0):
            rows.append(f"{wav.name}\t{time:.4f}\t{value:.2f}")
        harmonicity = sound.to_harmonicity_cc(time_step=0.01, minimum_pitch=75)
        hnr = harmonicity.values[harmonicity.values > -199]
        summary.append(
            f"{wav.name}\t{numpy.median(f0[f0 > 0]):.2f}\t{(f0 > 0).mean():.4f}\t{hnr.mean():.2f}"
        )
    (HERE / "pitch.tsv").write_text("\n".join(rows) + "\n")
    (HERE / "summary.tsv").write_text("\n".join(summary) + "\n")


if __name__ == "__main__":
    main()
