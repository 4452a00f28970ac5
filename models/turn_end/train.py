"""Trains a probe of the end of a turn: logistic regression on hidden states (docs/turns.md).

    python3 train.py states... --model NAME --layer N --output FILE

STATES is what `vivavoce eval states` writes for turns.tsv: STATES.tsv has a line a state (whole or broken,
language, turn, context), STATES.bin the states, float32. Needs numpy. A cross-validation is printed, in
which the parts of one turn are never on both sides; then the probe trained on all states is written.
"""
import argparse
import base64
import pathlib
import zlib

import numpy as np

FOLDS = 5
STEPS = 300
RATE = 0.002
DECAY = 0.01  # weight of half the squared weights, of standardised states
SMOOTHING = 0.03  # a cut may happen to leave something whole, and a whole turn may sound cut
BROKEN_OFF, WHOLE_FOR_SURE = 0.3, 0.8  # as in src/dialogue/turn_score.cc


def load(stems):
    rows, states = [], []
    for stem in stems:
        lines = pathlib.Path(stem + ".tsv").read_text(encoding="utf-8").splitlines()
        values = np.fromfile(stem + ".bin", dtype="<f4")
        width = len(values) // len(lines)
        states.append(values.reshape(len(lines), width))
        rows += [line.split("\t") for line in lines]
    return rows, np.concatenate(states).astype(np.float64)


def folds_of(rows):
    """By how the turn begins: what was cut from a turn begins as it does."""
    beginning = [row[2].split(" || ")[-1][:6].lower() for row in rows]
    return np.array([zlib.crc32(text.encode()) % FOLDS for text in beginning])


def fit(x, label):
    """Adam on the cross-entropy of standardised states. Whole and broken turns weigh the same. Returns
    weights and bias for states as they are."""
    mean, scale = x.mean(0), 1 / (x.std(0) + 1e-3)
    z = (x - mean) * scale
    weight = np.where(label, 0.5 / label.sum(), 0.5 / (~label).sum())
    target = np.where(label, 1 - SMOOTHING, SMOOTHING)
    w, bias = np.zeros(z.shape[1]), 0.0
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        error = (1 / (1 + np.exp(-(z @ w + bias))) - target) * weight
        gradient = z.T @ error + DECAY * w
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        bias -= 0.1 * error.sum()
    return w * scale, bias - (mean * scale) @ w


def whole(x, weights, bias):
    return 1 / (1 + np.exp(-(x @ weights + bias)))


def report(name, p, label):
    right = 100 * ((p >= 0.5) == label).mean()
    broken_seen = 100 * (p[~label] < BROKEN_OFF).mean()
    broken_sure = 100 * (p[~label] >= WHOLE_FOR_SURE).mean()
    whole_lost = 100 * (p[label] < BROKEN_OFF).mean()
    whole_sure = 100 * (p[label] >= WHOLE_FOR_SURE).mean()
    print(f"{name}: {len(p)} states, {right:.1f} % right; broken: {broken_seen:.1f} % seen, "
          f"{broken_sure:.1f} % surely whole; whole: {whole_sure:.1f} % surely, {whole_lost:.1f} % broken")


def pack(values):
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("states", nargs="+")
    parser.add_argument("--test", nargs="*", default=[], help="states to try it on, not trained on")
    parser.add_argument("--model", required=True)
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    rows, x = load(options.states)
    label = np.array([row[0] == "whole" for row in rows])
    fold = folds_of(rows)
    p = np.zeros(len(x))
    for k in range(FOLDS):
        p[fold == k] = whole(x[fold == k], *fit(x[fold != k], label[fold != k]))
    report("cross-validation", p, label)
    for language in ("en", "zh"):
        of = np.array([row[1] == language for row in rows])
        report(f"cross-validation, {language}", p[of], label[of])
    weights, bias = fit(x, label)
    if options.test:
        test_rows, test = load(options.test)
        test_label = np.array([row[0] == "whole" for row in test_rows])
        told = whole(test, weights, bias)
        for language in ("en", "zh"):
            of = np.array([row[1] == language for row in test_rows])
            report(f"test, {language}", told[of], test_label[of])
        for row, value, is_whole in zip(test_rows, told, test_label):
            if (value >= 0.5) != is_whole:
                print(f"  {value:.2f} {row[0]}: {row[2]}")
    pathlib.Path(options.output).write_text(
        f"# By models/turn_end/train.py from {len(x)} states.\nmodel {options.model}\n"
        f"layer {options.layer}\nbias {bias:.6f}\nweights {pack(weights)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
