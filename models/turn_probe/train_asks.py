"""Adds to a turn probe who really wants to know what they talk to: ridge regression on the same
states (docs/guard.md), of turns whose family is `sincere` against all others, taunts too.

    python3 train_asks.py states... --probe FILE [--test states...]

STATES as in train.py. A cross-validation by turns sets the bound and is printed; the line `asks` of
FILE is written anew. Needs numpy.
"""
import argparse
import base64
import pathlib

import numpy as np

from train import FOLDS, folds, load, packed

RIDGE = 0.1  # weight of the squared weights, of standardised states
NEEDLESS = 0.004  # of turns that ask nothing may pass for asking


def fit(z, asks):
    """Least squares to 1 and -1; those who ask weigh as much as the others. The last is the bias."""
    x = np.hstack([z, np.ones((len(z), 1))])
    weight = np.where(asks, 0.5 / asks.sum(), 0.5 / (~asks).sum())
    squares = (x * weight[:, None]).T @ x
    squares[np.diag_indices(len(squares) - 1)] += RIDGE
    return np.linalg.solve(squares, x.T @ (weight * np.where(asks, 1, -1)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("states", nargs="+")
    parser.add_argument("--probe", required=True)
    parser.add_argument("--test", nargs="*", default=[])
    options = parser.parse_args()
    file = pathlib.Path(options.probe)
    lines = [line for line in file.read_text(encoding="utf-8").splitlines()
             if not line.startswith("asks ")]
    numbers = {line.split(" ")[0]: line.split(" ")[1] for line in lines if line[0] != "#"}
    mean, scale = (np.frombuffer(base64.b64decode(numbers[key]), dtype="<f4")
                   for key in ("mean", "scale"))
    rows, x = load(options.states)
    z = (x - mean) * scale * np.sqrt(len(mean))
    asks = np.array([row[0] == "sincere" for row in rows])
    fold = folds(rows)
    told = np.zeros(len(rows))
    for k in range(FOLDS):
        w = fit(z[fold != k], asks[fold != k])
        told[fold == k] = z[fold == k] @ w[:-1] + w[-1]
    bound = np.quantile(told[~asks], 1 - NEEDLESS)
    contexts = np.array([row[3] for row in rows])
    languages = np.array([row[1] for row in rows])
    for context in sorted(set(contexts)):
        for language in sorted(set(languages)):
            of = (contexts == context) & (languages == language)
            taunts = np.array([row[0] == "machine" for row in rows]) & of
            print(f"{context} {language}: known {(told[of & asks] > bound).sum()} of "
                  f"{(of & asks).sum()}, others {(told[of & ~asks] > bound).sum()} of "
                  f"{(of & ~asks).sum()}, of these about machines {(told[taunts] > bound).sum()} of "
                  f"{taunts.sum()}")
    w = fit(z, asks)
    for stem in options.test:
        test_rows, test = load([stem])
        margin = ((test - mean) * scale * np.sqrt(len(mean))) @ w[:-1] + w[-1] - bound
        for family in sorted({row[0] for row in test_rows}):
            of = np.array([row[0] == family for row in test_rows])
            print(f"{stem} {family}: {(margin[of] > 0).sum()} of {of.sum()}")
    weights = w[:-1] * np.sqrt(len(mean))  # of the state as the probe standardises it
    lines.append(f"asks {w[-1] - bound:.6f} {packed(weights)}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
