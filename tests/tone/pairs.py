#!/usr/bin/env python3
"""How often another tone gets another answer: the same words said in two tones, asked of a running server.

    vivavoce serve &
    python3 tests/tone/pairs.py PAIRS.jsonl [--url http://127.0.0.1:8765] [--count 20] [--system FILE]

PAIRS.jsonl: one {"context", "words", "tones": [a, b]} a line. Prints both answers of each pair, then how
many pairs differ, and in how many the answer to the sadder tone has more words of sympathy. --system is
the system prompt (`vivavoce persona render`); without it only the sentence about brackets. Python 3.11, no
packages."""

import argparse
import json
import re
import urllib.request

BRACKETS = ("Brackets after the user's words tell how they said them: answer the feeling, never read the "
            "brackets out.")
SAD = re.compile(r"sad|sigh|quiet|afraid|angry|tired|unfriendly|难过|叹|疲惫")
SYMPATHY = re.compile(r"sorry|okay\?|alright|wrong|tough|hard|rough|hang in|here for|what happened|"
                      r"hear that|worry|upset|怎么了|没事|别|难|抱抱|辛苦|慢慢")


def ask(url, messages):
    body = json.dumps({"model": "vivavoce", "messages": messages, "temperature": 0,
                       "max_tokens": 40}).encode()
    request = urllib.request.Request(url + "/v1/chat/completions", body,
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as reply:
        return json.load(reply)["choices"][0]["message"]["content"].strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs")
    parser.add_argument("--url", default="http://127.0.0.1:8765")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--system")
    options = parser.parse_args()
    system = BRACKETS
    if options.system:
        with open(options.system, encoding="utf-8") as file:
            system = file.read().strip() + "\n" + BRACKETS
    different = sympathetic = asked = judged = spoken = 0
    with open(options.pairs, encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file if line.strip()][:options.count]
    for pair in pairs:
        answers = []
        for tone in pair["tones"]:
            context = f"{pair['context']}\n" if pair.get("context") else ""
            words = f"{context}{pair['words']} ({tone})"
            answers.append(ask(options.url, [{"role": "system", "content": system},
                                             {"role": "user", "content": words}]))
        asked += 1
        different += answers[0] != answers[1]
        spoken += any("(" in answer for answer in answers)
        sad = [bool(SAD.search(tone)) for tone in pair["tones"]]
        counts = [len(SYMPATHY.findall(answer.lower())) for answer in answers]
        if sad[0] != sad[1]:
            judged += 1
            sympathetic += counts[sad.index(True)] > counts[sad.index(False)]
        print(f"{pair['words']}")
        for tone, answer in zip(pair["tones"], answers):
            print(f"  ({tone}) -> {answer}")
    print(f"{different} of {asked} pairs answered differently; more sympathy for the sadder tone in "
          f"{sympathetic} of {judged}; brackets in the answer of {spoken}")


if __name__ == "__main__":
    main()
