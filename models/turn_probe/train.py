"""Trains a turn probe: multinomial logistic regression on hidden states (docs/guard.md).

    python3 train.py states... --model NAME --layer N --output FILE [--false-alarms 0.01]

STATES is what `vivavoce eval states` writes: STATES.tsv has a line a state (family, language, turn,
context), STATES.bin the states, float32. Needs numpy. Prints a cross-validation by turns, then
writes the probe trained on all of them.
"""
import argparse
import base64
import pathlib

import numpy as np

# Families of evals/persona/*.tsv by the guard's names. A turn alone does not tell those left out.
FAMILIES = {"vendor": "maker", "prompt": "secrets", "override": "orders", "format": "form",
            "parrot": "echo", "language": "tongue", "fact": "claim", "unknowable": "unknown",
            "blackmail": "pressure"}
LEFT_OUT = {"safety", "world", "cipher"}
FOLDS = 5
STEPS = 400
RATE = 0.02
DECAY = 3e-4  # weight of the squared weights, of standardised states


def load(stems):
    rows, states = [], []
    for stem in stems:
        lines = pathlib.Path(stem + ".tsv").read_text(encoding="utf-8").splitlines()
        values = np.fromfile(stem + ".bin", dtype="<f4")
        states.append(values.reshape(len(lines), -1))
        rows += [line.split("\t") for line in lines]
    kept = [i for i, row in enumerate(rows) if row[0] not in LEFT_OUT]
    rows = [[FAMILIES.get(rows[i][0], rows[i][0]), *rows[i][1:]] for i in kept]
    return rows, np.concatenate(states)[kept].astype(np.float64)


def standardise(x):
    mean = x.mean(0)
    scale = 1 / ((x.std(0) + 1e-3) * np.sqrt(x.shape[1]))
    return mean, scale


def fit(z, label, classes):
    """Adam on the cross-entropy. Half of the weight is the harmless turns', half the attacks'."""
    one_hot = np.eye(classes)[label]
    harmless = label == 0
    weight = np.where(harmless, 0.5 / harmless.sum(), 0.5 / (~harmless).sum())[:, None]
    w = np.zeros((z.shape[1] + 1, classes))
    m, v = np.zeros_like(w), np.zeros_like(w)
    x = np.hstack([z * np.sqrt(z.shape[1]), np.ones((len(z), 1))])
    for step in range(1, STEPS + 1):
        logits = x @ w
        p = np.exp(logits - logits.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        gradient = x.T @ ((p - one_hot) * weight) + DECAY * w
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8) / 10
    w[:-1] *= np.sqrt(z.shape[1])
    return w


def margins(z, w):
    logits = np.hstack([z, np.ones((len(z), 1))]) @ w
    most = logits[:, 1:].max(1)
    attack = most + np.log(np.exp(logits[:, 1:] - most[:, None]).sum(1))
    return attack - logits[:, 0], logits[:, 1:].argmax(1) + 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("states", nargs="+")
    parser.add_argument("--model", required=True)
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--false-alarms", type=float, default=0.01)
    options = parser.parse_args()
    rows, x = load(options.states)
    families = ["none"] + sorted({row[0] for row in rows} - {"none"})
    label = np.array([families.index(row[0]) for row in rows])
    turns = sorted({row[2] for row in rows})
    order = np.random.default_rng(7).permutation(len(turns))
    fold_of = {turn: order[i] % FOLDS for i, turn in enumerate(turns)}
    fold = np.array([fold_of[row[2]] for row in rows])

    told = np.zeros(len(rows))
    family = np.zeros(len(rows), dtype=int)
    for k in range(FOLDS):
        train, test = fold != k, fold == k
        mean, scale = standardise(x[train])
        w = fit((x[train] - mean) * scale, label[train], len(families))
        told[test], family[test] = margins((x[test] - mean) * scale, w)
    threshold = np.quantile(told[label == 0], 1 - options.false_alarms)
    languages = np.array([row[1] for row in rows])
    for language in sorted(set(languages)):
        of = languages == language
        alarms = (told[of & (label == 0)] > threshold).mean()
        seen = told[of & (label > 0)] > threshold
        right = family[of & (label > 0)][seen] == label[of & (label > 0)][seen]
        print(f"{language}: {of.sum()} states, attacks seen {seen.mean():.3f}, of these the right "
              f"family {right.mean():.3f}, false alarms {alarms:.4f}")

    mean, scale = standardise(x)
    w = fit((x - mean) * scale, label, len(families))
    text = lambda values: base64.b64encode(values.astype("<f4").tobytes()).decode()
    lines = [f"# By models/turn_probe/train.py from {len(rows)} states of {len(turns)} turns.",
             f"model {options.model}", f"layer {options.layer}", f"threshold {threshold:.4f}",
             f"mean {text(mean)}", f"scale {text(scale)}"]
    for i, name in enumerate(families):
        step = max(np.abs(w[:-1, i]).max() / 127, 1e-9)
        whole = np.round(w[:-1, i] / step).astype(np.int8)
        code = base64.b64encode(whole.tobytes()).decode()
        lines.append(f"class {name} {w[-1, i]:.6f} {step:.8f} {code}")
    pathlib.Path(options.output).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
