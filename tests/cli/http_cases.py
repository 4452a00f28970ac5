"""The HTTP endpoints of a running server: good use with the real models, and bad input."""

import array
import io
import json
import math
import time
import urllib.error
import urllib.request
import wave

from audio_cases import small_language_model
from program import PATIENCE_S, Server, require

BOUNDARY = "vivavoce-test-boundary"


def request(server, path, body=None, headers=None, method=None):
    """(status, headers, bytes)"""
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", data=body,
                                   headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def post_json(server, path, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return request(server, path, data, {"Content-Type": "application/json"})


def mistake(answer, status, param, *said):
    code, _, body = answer
    require(code == status, f"expected {status}: {code} {body[:300]}")
    error = json.loads(body)["error"]
    require(set(error) == {"message", "type", "param", "code"}, f"{error}")
    require(error["param"] == param, f"expected param {param}: {error}")
    for text in said:
        require(text in error["message"], f"the message does not say '{text}': {error}")


def form(fields, file=None):
    parts = b""
    for name, value in fields.items():
        parts += (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n"
                  f"{value}\r\n").encode()
    if file is not None:
        parts += (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; "
                  f"filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n").encode() + file + b"\r\n"
    return parts + f"--{BOUNDARY}--\r\n".encode()


def post_form(server, fields, file=None):
    return request(server, "/v1/audio/transcriptions", form(fields, file),
                   {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


def events(body):
    """The data of server-sent events."""
    found = [part[6:] for part in body.decode().split("\n\n") if part]
    return [json.loads(data) if data != "[DONE]" else data for data in found]


def spoken(server, text, **more):
    status, headers, body = post_json(server, "/v1/audio/speech",
                                      {"model": "tts-1", "voice": "af_heart", "input": text, **more})
    require(status == 200, f"{status}: {body[:300]}")
    return headers, body


def wav(pcm, rate=24000):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return file.getvalue()


def loudness(pcm):
    samples = array.array("h", pcm)
    return math.sqrt(sum(s * s for s in samples) / len(samples)) / 32768


def speech_is_heard(server):
    _, pcm = spoken(server, "The quick brown fox jumps over the lazy dog.", response_format="pcm")
    require(len(pcm) > 48000, f"only {len(pcm)} bytes")
    require(loudness(pcm) > 0.01, "the speech is silent")
    status, _, body = post_form(server, {"model": "whisper-1", "language": "en"}, wav(pcm))
    require(status == 200, f"{status}: {body[:300]}")
    text = json.loads(body)["text"].lower()
    require("brown fox" in text and "dog" in text, f"heard: {text}")


def every_format_is_heard(server):
    for kind, mark in (("wav", b"RIFF"), ("flac", b"fLaC"), ("opus", b"OggS"), ("mp3", b"\xff")):
        headers, sound = spoken(server, "Good morning, my friend.", response_format=kind)
        require(sound.startswith(mark), f"{kind} begins with {sound[:8]}")
        require(headers["Transfer-Encoding"] == "chunked", f"{kind} is not streamed")
        status, _, body = post_form(server, {"model": "whisper-1", "response_format": "text"}, sound)
        require(status == 200 and b"morning" in body, f"{kind}: {status} {body[:300]}")


def chinese_and_directions(server):
    _, plain = spoken(server, "你好，很高兴认识你。", voice="zf_xiaoyi", response_format="pcm")
    _, directed = spoken(server, "（慢慢地）你好，很高兴认识你。", voice="zf_xiaoyi", model="stepaudio-2.5-tts",
                         response_format="pcm", sample_rate=24000)
    require(len(directed) > 1.1 * len(plain), "the direction to speak slowly is not obeyed")
    status, _, body = post_form(server, {"model": "whisper-1"}, wav(plain))
    require(status == 200 and "你好" in json.loads(body)["text"], f"{status} {body.decode()}")


def times_and_stream(server):
    _, pcm = spoken(server, "One sentence. And another.", response_format="pcm")
    status, _, body = post_form(server, {
        "model": "whisper-1", "response_format": "verbose_json",
        "timestamp_granularities[]": "word"}, wav(pcm))
    require(status == 200, f"{status} {body[:300]}")
    words = json.loads(body)["words"]
    require(words and all(w["start"] <= w["end"] for w in words), f"{words}")
    status, headers, body = post_form(server, {"model": "whisper-1", "stream": "true"}, wav(pcm))
    require(headers["Content-Type"].startswith("text/event-stream"), headers["Content-Type"])
    told = events(body)
    require(told[-1]["type"] == "transcript.text.done", f"{told}")
    require("".join(e.get("delta", "") for e in told) == told[-1]["text"], f"{told}")


def chat_whole_and_streamed(server):
    body = {"model": "vivavoce", "temperature": 0, "max_tokens": 12,
            "messages": [{"role": "user", "content": "Say hello."}]}
    status, _, answer = post_json(server, "/v1/chat/completions", body)
    require(status == 200, f"{status} {answer[:300]}")
    whole = json.loads(answer)
    text = whole["choices"][0]["message"]["content"]
    require(text.strip(), "an empty answer")
    require(0 < whole["usage"]["completion_tokens"] <= 12, f"{whole['usage']}")
    status, _, answer = post_json(server, "/v1/chat/completions", {
        **body, "stream": True, "stream_options": {"include_usage": True}})
    told = events(answer)
    require(told[-1] == "[DONE]", f"the last event is {told[-1]}")
    require(told[-2]["usage"]["total_tokens"] > 0, f"{told[-2]}")
    streamed = "".join(c["delta"].get("content", "") for e in told[:-1] for c in e["choices"])
    require(streamed == text, f"greedy answers differ: {streamed!r} and {text!r}")


def too_long_a_prompt(server):
    status, _, body = post_json(server, "/v1/chat/completions", {
        "model": "vivavoce", "messages": [{"role": "user", "content": "word " * 20000}]})
    require(status == 400, f"{status} {body[:300]}")


def mistakes_are_named(server):
    speech, chat = "/v1/audio/speech", "/v1/chat/completions"
    mistake(post_json(server, speech, b"{"), 400, None, "JSON")
    mistake(post_json(server, speech, {"model": "tts-1"}), 400, "input")
    mistake(post_json(server, speech, {"model": "tts-1", "input": "a", "voice": "nobody"}), 400,
            "voice", "nobody", "af_heart")
    mistake(post_json(server, speech, {"model": "no-such", "input": "a"}), 404, "model", "no-such")
    for nothing in ("?!", "", "   ", "😀🎉👍", "）】]>*"):
        mistake(post_json(server, speech, {"model": "tts-1", "input": nothing}), 400, "input")
    mistake(post_json(server, speech, b'{"model": "tts-1", "input": "a", "speed": NaN}'), 400, None,
            "JSON")
    mistake(post_json(server, speech, {"model": "tts-1", "input": "a", "speed": 1e999}), 400, None)
    mistake(post_json(server, chat, {"model": "vivavoce", "messages": [{"role": "x"}]}), 400,
            "messages[0].role", "assistant")
    mistake(post_form(server, {"model": "whisper-1"}), 400, "file")
    mistake(post_form(server, {"model": "whisper-1"}, b"no sound at all"), 400, "file", "flac")
    mistake(request(server, "/v1/audio/transcriptions", b"x", {"Content-Type": "text/plain"}), 400,
            None, "multipart")
    mistake(request(server, "/v1/audio/speech"), 405, None, "POST")
    mistake(post_json(server, "/v1/realtime/client_secrets", {"expires_after": {"seconds": 1}}), 400,
            "expires_after.seconds", "7200")
    status, _, _ = post_json(server, chat, b"x" * (5 << 20))
    require(status == 413, f"expected 413: {status}")
    server.require_alive()


def odd_text_is_spoken(server):
    for odd in ("(whispering Hello [there <b>friend", "\u0000\u0001Hello\u0007 there\u001b[31m."):
        _, pcm = spoken(server, odd, response_format="pcm")
        require(loudness(pcm) > 0.005, f"{odd!r} is silent")
    server.require_alive()


def a_long_text_begins_at_once(server):
    body = json.dumps({"model": "tts-1", "voice": "af_heart", "response_format": "pcm",
                       "input": "These are words of a long text. " * 313}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}/v1/audio/speech", data=body,
                                   headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=PATIENCE_S) as reply:
        begun = time.monotonic()
        require(len(reply.read(24000)) == 24000, "no half second came")
        require(time.monotonic() - begun < PATIENCE_S / 2, "the first clause waits for the others")
    server.require_alive()  # nobody listens any more: the rest is not spoken
    spoken(server, "Still here.", response_format="pcm")


def silence_is_empty(server):
    status, _, body = post_form(server, {"model": "whisper-1"}, wav(b"\0\0" * 48000))
    require(status == 200 and json.loads(body)["text"] == "", f"{status} {body[:300]}")


def pages_of_elsewhere(server):
    status, _, _ = request(server, "/v1/models", headers={"Origin": "https://evil.example"})
    require(status == 403, f"expected 403: {status}")
    status, headers, _ = request(server, "/v1/models", headers={"Origin": "http://localhost:3000"})
    require(status == 200, f"expected 200: {status}")
    require(headers["Access-Control-Allow-Origin"] == "http://localhost:3000", f"{headers}")


def keys_come_and_go(program, directory):
    file = directory / "keys"
    made = program.run("keys", "add", "--json", "--name", "Ann", "--keys-file", file).json()
    require(made["key"].startswith("vv_" + made["id"]), f"{made}")
    require(made["key"] not in file.read_text(), "the key itself is stored")
    require(file.stat().st_mode & 0o077 == 0, "others may read the file")
    listed = program.run("keys", "list", "--json", "--keys-file", file).json()
    require([(k["id"], k["name"]) for k in listed] == [(made["id"], "Ann")], f"{listed}")
    program.run("keys", "revoke", "ffffffff", "--keys-file", file).expect(1, "ffffffff")
    program.run("keys", "revoke", made["id"], "--keys-file", file).expect(0)
    require(program.run("keys", "list", "--json", "--keys-file", file).json() == [], "still there")
    file.write_text("damaged\n")
    program.run("keys", "list", "--keys-file", file).expect(1, "line 1")


def other_machines_need_a_key(program, directory):
    outcome = program.run("serve", "--host", "0.0.0.0", "--port", "0", "--keys-file",
                          directory / "none")
    outcome.expect(2, "server.host", "keys add", "--allow-anyone")


def keys_change_while_it_runs(program, directory):
    """No key at first; one that is made is asked for within seconds, until it is revoked."""
    file = directory / "keys"
    server = Server(program, *small_language_model(program), "--log-level", "warning",
                    "--keys-file", file)
    try:
        def wait_for(status, headers):
            deadline = time.monotonic() + 60
            while (got := request(server, "/v1/models", headers=headers)[0]) != status:
                require(time.monotonic() < deadline, f"still {got}, not {status}")
                time.sleep(0.2)

        wait_for(200, {})
        made = program.run("keys", "add", "--json", "--requests-per-minute", "1",
                           "--keys-file", file).json()
        with_key = {"Authorization": "Bearer " + made["key"]}
        wait_for(401, {})
        wait_for(200, with_key)
        secret = ("/v1/realtime/client_secrets", b"{}",
                  {**with_key, "Content-Type": "application/json"})
        require(request(server, *secret)[0] == 200, "the first request of the minute")
        status, headers, _ = request(server, *secret)
        require(status == 429 and int(headers["Retry-After"]) > 0, f"{status} {headers}")
        program.run("keys", "revoke", made["id"], "--keys-file", file).expect(0)
        wait_for(401, with_key)
        require(request(server, "/healthz")[0] == 200, "health needs no key")
        require(made["key"] not in "".join(server.log), "the key is in the log")
    finally:
        server.kill()


PROGRAM_CASES = [
    ("keys: add, list, revoke", keys_come_and_go),
    ("serve: keys made and revoked while it runs", keys_change_while_it_runs),
    ("serve: another address needs a key", other_machines_need_a_key),
]

SERVER_CASES = [
    ("serve: speech over HTTP is heard as its text", speech_is_heard),
    ("serve: every sound format is spoken and heard", every_format_is_heard),
    ("serve: Chinese speech, and StepFun's directions", chinese_and_directions),
    ("serve: unpaired brackets and control characters are spoken", odd_text_is_spoken),
    ("serve: a text of 10,000 characters begins at once", a_long_text_begins_at_once),
    ("serve: word times and streamed transcripts", times_and_stream),
    ("serve: silence is an empty transcript", silence_is_empty),
    ("serve: chat completions, whole and streamed", chat_whole_and_streamed),
    ("serve: too long a prompt is refused", too_long_a_prompt),
    ("serve: mistakes over HTTP name their field", mistakes_are_named),
    ("serve: pages of elsewhere are refused", pages_of_elsewhere),
]
