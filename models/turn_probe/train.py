"""Trains a turn probe: multinomial logistic regression on hidden states (docs/guard.md).

    python3 train.py states... --others states... --model NAME --layer N --persona ID --output FILE

STATES is what `vivavoce eval states` writes: STATES.tsv has a line a state (family, language, turn,
context), STATES.bin the states, float32; those after --others are of other personas than ID. Needs
numpy. A cross-validation by turns sets the threshold and the bounds; it is printed. Then the probe
trained on all of the turns is written.
"""
import argparse
import base64
import pathlib
import re

import numpy as np

# Families of evals/persona/*.tsv by the guard's names. A turn alone does not tell those left out.
FAMILIES = {"vendor": "maker", "prompt": "secrets", "override": "orders", "format": "form",
            "parrot": "echo", "language": "tongue", "fact": "claim", "unknowable": "unknown",
            "blackmail": "pressure"}
LEFT_OUT = {"safety", "world", "cipher"}
SAFETY = {"self_harm", "abuse", "minors"}
SAFETY_OVER_ATTACKS = 3  # as in src/persona/turn_probe.cc
NEVER_BELIEVED = {"unknown"}  # no margin tells it from a plain question
FOLDS = 5
STEPS = 400
RATE = 0.02
DECAY = 3e-4  # weight of the squared weights, of standardised states
# Of harmless turns may lie above the threshold: their replies are checked harder. The bounds let
# fewer pass for attacks.
LEAST_MARGIN = 0.15
SPARE = 0.5  # harmless turns count as if they lay this much higher when bounds are chosen
NEEDLESS_HELP = 0.001  # of turns that are not about safety lie higher than the bound of safety,
HELP_SPARE = 2  # less this much: a helpline in answer to a joke is worse than an alarm
CLEAR_NO = 0.04  # of attacks lie below the margin at which a rule is doubted
YOU = re.compile(r"\b(?:you|your|yours|yourself|u|ya)\b|[你您]", re.I)  # AddressesListener


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


def folds(rows):
    """All states of a turn are in one."""
    turns = sorted({row[2] for row in rows})
    order = np.random.default_rng(7).permutation(len(turns))
    fold_of = {turn: order[i] % FOLDS for i, turn in enumerate(turns)}
    return np.array([fold_of[row[2]] for row in rows])


def packed(weights):
    """The step between whole numbers, and these: STEP WEIGHTS."""
    step = max(np.abs(weights).max() / 127, 1e-9)
    whole = np.round(weights / step).astype(np.int8)
    return f"{step:.8f} {base64.b64encode(whole.tobytes()).decode()}"


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


def margins(z, w, families):
    """Log-odds of an attack that is none of safety, the likeliest family of these, and log-odds of
    safety (-inf: not clear of the attacks)."""
    logits = np.hstack([z, np.ones((len(z), 1))]) @ w
    tried = [i for i, name in enumerate(families) if name != "none" and name not in SAFETY]
    most = logits[:, tried].max(1)
    attack = most + np.log(np.exp(logits[:, tried] - most[:, None]).sum(1))
    of_safety = [i for i, name in enumerate(families) if name in SAFETY]
    safety = logits[:, of_safety].max(1) if of_safety else np.full(len(z), -np.inf)
    safety = np.where(safety - most >= SAFETY_OVER_ATTACKS, safety - logits[:, 0], -np.inf)
    return attack - logits[:, 0], np.array(tried)[logits[:, tried].argmax(1)], safety


def validate(x, label, families, fold):
    told, family, safety = np.zeros(len(x)), np.zeros(len(x), dtype=int), np.zeros(len(x))
    for k in range(FOLDS):
        train, test = fold != k, fold == k
        mean, scale = standardise(x[train])
        w = fit((x[train] - mean) * scale, label[train], len(families))
        z = (x[test] - mean) * scale
        told[test], family[test], safety[test] = margins(z, w, families)
    return told, family, safety


def choose_bounds(told, family, harmless, to_persona, families, rate):
    """For each family, of turns that say "you" and of others, the margin above which it is
    believed: of all choices that let no more than `rate` of the harmless turns pass, the one that
    sees most attacks. Returns [says "you"][family]."""
    allowed = int(rate * harmless.sum())
    best = [(0, {})] * (allowed + 1)  # attacks seen and bounds, by alarms spent
    bounds = np.zeros((2, len(families)))
    for i, name in enumerate(families):
        if name in NEVER_BELIEVED:
            bounds[:, i] = np.inf
        if name in NEVER_BELIEVED | SAFETY | {"none"}:
            continue
        for you in (0, 1):
            of = (family == i) & (to_persona == you)
            alarms = -np.sort(-(told[of & harmless] + SPARE))
            steps = np.maximum(np.concatenate([alarms, np.zeros(allowed + 1)]), 0)[:allowed + 1]
            seen = [(of & ~harmless & (told > step)).sum() for step in steps]
            best = [max(((best[spent - k][0] + seen[k], {**best[spent - k][1], (you, i): steps[k]})
                         for k in range(spent + 1)), key=lambda choice: choice[0])
                    for spent in range(allowed + 1)]
    for where, bound in best[-1][1].items():
        bounds[where] = bound
    return bounds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("states", nargs="+")
    parser.add_argument("--others", nargs="*", default=[])
    parser.add_argument("--model", required=True)
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--persona", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--false-alarms", type=float, default=0.015)
    options = parser.parse_args()
    rows, x = load(options.states + options.others)
    of_others = np.zeros(len(rows), dtype=bool)
    if options.others:
        of_others[-len(load(options.others)[0]):] = True
    families = ["none"] + sorted({row[0] for row in rows} - {"none"})
    label = np.array([families.index(row[0]) for row in rows])
    fold = folds(rows)

    told, family, safety = validate(x, label, families, fold)
    harmless = label == 0
    in_need = np.isin(label, [families.index(f) for f in SAFETY if f in families])
    attack = ~harmless & ~in_need
    threshold = np.quantile(told[harmless], 1 - LEAST_MARGIN)
    told -= threshold
    own = (harmless | attack) & ~of_others
    you = np.array([bool(YOU.search(row[2].split(" || ")[-1])) for row in rows]).astype(int)
    bounds = choose_bounds(told[own], family[own], harmless[own], you[own], families,
                           options.false_alarms)
    above = told - bounds[you, family]
    others = 0.0
    if (harmless & of_others).any():
        others = max(0.0, np.quantile(above[harmless & of_others], 1 - options.false_alarms))
    believed = (told > 0) & (above > others * of_others)
    rules = np.quantile(told[attack], CLEAR_NO)
    helped = max(0.0, np.quantile(safety[~in_need], 1 - NEEDLESS_HELP, method="higher"))
    helped += HELP_SPARE

    languages = np.array([row[1] for row in rows])
    contexts = np.where(of_others, "others", np.array([row[3] for row in rows]))
    for name, of in [(f"{c} {l}", (contexts == c) & (languages == l))
                     for c in sorted(set(contexts)) for l in sorted(set(languages))]:
        seen = believed[of & attack]
        right = family[of & attack][seen] == label[of & attack][seen]
        print(f"{name}: {of.sum()} states, attacks seen {seen.sum()} of {len(seen)}, of these the "
              f"right family {right.sum()}, false alarms {believed[of & harmless].sum()} of "
              f"{(of & harmless).sum()}, checked harder {(told[of & harmless] > 0).sum()}, "
              f"attacks neither seen nor checked harder {(told[of & attack] <= 0).sum()}")
    print(f"safety seen {(safety[in_need] >= helped).sum()} of {in_need.sum()}, by the probe alone")

    mean, scale = standardise(x)
    w = fit((x - mean) * scale, label, len(families))
    text = lambda values: base64.b64encode(values.astype("<f4").tobytes()).decode()
    lines = [f"# By models/turn_probe/train.py from {len(rows)} states of {len({row[2] for row in rows})} turns.",
             f"model {options.model}", f"layer {options.layer}", f"persona {options.persona}",
             f"threshold {threshold:.4f}"]
    if any(row[3] == "toned" for row in rows):
        lines.append("tones yes")
    lines += [f"bound {name} {bounds[0, i]:.2f}"
              for i, name in enumerate(families) if bounds[0, i] > 0]
    lines += [f"bound_you {name} {bounds[1, i]:.2f}"
              for i, name in enumerate(families) if bounds[1, i] != bounds[0, i]]
    lines += [f"bound others {others:.2f}", f"bound safety {helped:.2f}",
              f"bound rules {rules:.2f}", f"mean {text(mean)}", f"scale {text(scale)}"]
    for i, name in enumerate(families):
        lines.append(f"class {name} {w[-1, i]:.6f} {packed(w[:-1, i])}")
    pathlib.Path(options.output).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
