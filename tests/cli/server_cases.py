"""One server for all: whatever a client sends, it says what was wrong and goes on."""

import json
import socket
import urllib.error
import urllib.request

from audio_cases import small_language_model
from connection_cases import CONNECTION_CASES
from http_cases import SERVER_CASES
from program import Server, require
from websocket import Closed, WebSocket

TARGET = "/v1/realtime?model=gpt-realtime"


def get(server, path, code=200):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=60) as reply:
            status, body = reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read().decode()
    require(status == code, f"{path}: {status} instead of {code}: {body}")
    return body


def connect(server, target=TARGET):
    client = WebSocket(server.port, target)
    client.wait_for("session.created")
    return client


def mistake(client, text, code, *said):
    client.send_text(text)
    error = client.wait_for("error")[0]["error"]
    require(error["code"] == code, f"expected {code}: {error}")
    for part in said:
        require(part in error["message"], f"the message does not say '{part}': {error}")
    return error


def answers_a_text_turn(client):
    client.send({"type": "session.update", "session": {
        "type": "realtime", "output_modalities": ["text"]}})
    client.wait_for("session.updated")
    client.send({"type": "conversation.item.create", "item": {
        "type": "message", "role": "user",
        "content": [{"type": "input_text", "text": "Say hello."}]}})
    for _ in range(6):
        client.send({"type": "response.create", "response": {"output_modalities": ["text"]}})
        done, before = client.wait_for("response.done", "error")
        require(done["type"] == "response.done", f"an error: {done}")
        # Other programs may have the cores: the client may ask again.
        details = done["response"]["status_details"] or {}
        if details.get("error", {}).get("code") != "inference_timeout":
            break
    require(done["response"]["status"] == "completed", f"not answered: {done}")
    kinds = [event["type"] for event in before]
    require("response.output_text.done" in kinds, f"no text among {kinds}")
    require(done["response"]["output"][0]["content"][0]["text"].strip(), f"empty: {done}")


def http_is_answered(server):
    require(json.loads(get(server, "/healthz"))["status"] == "ok", "not healthy")
    require("vivavoce" in [m["id"] for m in json.loads(get(server, "/v1/models"))["data"]],
            "the models lack 'vivavoce'")
    require("/v1/realtime" in get(server, "/nothing", 404), "a 404 says where to go")
    get(server, TARGET, 426)


def metrics_count(server):
    with connect(server) as client:
        mistake(client, "{", "invalid_json")
        text = get(server, "/metrics")
        for name in ("vivavoce_realtime_sessions 1", "vivavoce_realtime_sessions_total",
                     "vivavoce_realtime_errors_total"):
            require(name in text, f"/metrics lacks '{name}':\n{text[:2000]}")


def mistakes_then_an_answer(server):
    with connect(server) as client:
        mistake(client, '{"type": "session.upd', "invalid_json", "JSON")
        mistake(client, "[1, 2]", "invalid_event", "object")
        mistake(client, "[" * 10000, "invalid_json", "deep")
        mistake(client, '{"event_id": "x"}', "invalid_event", "type")
        error = mistake(client, '{"type": "session.dance", "event_id": "mine"}', "invalid_value",
                        "session.dance", "session.update")
        require(error["event_id"] == "mine", f"the client's event_id is gone: {error}")
        append = '{"type": "input_audio_buffer.append", "audio": "%s"}'
        mistake(client, append % "###", "invalid_value", "base64")
        mistake(client, append % "AAAA", "invalid_value", "3 bytes", "even")
        mistake(client, json.dumps({"type": "session.update", "session": {
            "type": "realtime", "audio": {"output": {"voice": "nobody"}}}}),
            "invalid_value", "nobody", "af_heart")
        mistake(client, '{"type": "response.cancel"}', "response_cancel_not_active")
        mistake(client, '{"type": "input_audio_buffer.commit"}', "input_audio_buffer_commit_empty")
        client.send_bytes(b"\0\1\2")
        error = client.wait_for("error")[0]["error"]
        require(error["code"] == "invalid_event" and "text" in error["message"], f"{error}")
        answers_a_text_turn(client)


def text_that_is_no_utf8(server):
    with connect(server) as client:
        client.send_bytes(b'{"type": "\xff\xfe"}', binary=False)
        closed = client.wait_for_close()
        require(closed.code == 1007, f"expected 1007 (RFC 6455 section 8.1): {closed}")


def huge_frame(server):
    with connect(server) as client:
        try:
            client.send_text('{"type": "x", "audio": "' + "A" * 20_000_000 + '"}')
        except (BrokenPipeError, ConnectionResetError) as error:
            raise AssertionError("cut without a word") from error
        error = client.wait_for("error")[0]["error"]
        require("bytes" in error["message"], f"the limit is not named: {error}")
        closed = client.wait_for_close()
        require(closed.code == 1009, f"expected 1009: {closed}")


def unknown_model(server):
    with WebSocket(server.port, "/v1/realtime?model=no-such-model") as client:
        event = client.next_event()
        require(event["type"] == "error", f"expected an error: {event}")
        require(event["error"]["code"] == "model_not_found", f"{event}")
        require("no-such-model" in event["error"]["message"], f"{event}")
        require("gpt-realtime" in event["error"]["message"], f"the known are not named: {event}")
        closed = client.wait_for_close()
        require(closed.code == 1008, f"expected 1008: {closed}")


def dropped_connection(server):
    client = connect(server)
    client.send({"type": "response.create"})
    client.socket.close()


def still_there(server):
    server.require_alive()
    with connect(server, "/v1/realtime?model=step-2.5-realtime") as client:
        client.send({"type": "session.update", "session": {"modalities": ["text"]}})
        updated, _ = client.wait_for("session.updated")
        require(updated["session"]["modalities"] == ["text"], f"{updated}")
    with connect(server) as client:
        answers_a_text_turn(client)


def port_in_use(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = program.run("serve", "--port", port, *small_language_model(program))
        outcome.expect(1, "server.port", str(port), "in use")


def stops_when_told(server):
    with connect(server) as client:
        server.process.terminate()
        error = client.wait_for("error")[0]["error"]
        require(error["code"] == "server_shutting_down", f"{error}")
        closed = client.wait_for_close()
        require(closed.code == 1001, f"expected 1001: {closed}")
    code = server.process.wait(60)
    require(code == 0, f"exit code {code}")
    try:
        WebSocket(server.port, TARGET, timeout=10)
    except (OSError, Closed):
        return
    raise AssertionError("something still listens")


SHARED = [
    ("serve: health, models, 404, 426", http_is_answered),
    ("serve: metrics count", metrics_count),
    ("serve: mistakes, then a text turn", mistakes_then_an_answer),
    ("serve: text that is no UTF-8 closes its session with 1007", text_that_is_no_utf8),
    ("serve: a 20 MB frame closes its session with 1009", huge_frame),
    ("serve: an unknown model is named, 1008", unknown_model),
    ("serve: a client that vanishes while it is answered", dropped_connection),
    *CONNECTION_CASES,
    *SERVER_CASES,
    ("serve: is still there and answers", still_there),
    ("serve: SIGTERM tells the session and exits with 0", stops_when_told),
]


def run(program, check):
    """`check(name, function)` runs one case."""
    check("serve: a port in use is named", lambda: port_in_use(program))
    holder = []
    check("serve: starts", lambda: holder.append(
        Server(program, *small_language_model(program), "--log-level", "warning")))
    if not holder:
        return
    try:
        for name, case in SHARED:
            check(name, lambda case=case: case(holder[0]))
    finally:
        holder[0].kill()
