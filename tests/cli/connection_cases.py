"""Connections that break, come and go.

    python3 tests/cli/connection_cases.py PORT ROUNDS      connects to a server that runs already
"""

import base64
import json
import sys
import time
import urllib.request

from program import require
from websocket import WebSocket

TARGET = "/v1/realtime?model=gpt-realtime"
ROUNDS = 100
PATIENCE_S = 30


def an_answer_goes_on_over_a_new_connection(server):
    """Kills the socket in the middle of a spoken answer: no event is lost, none comes twice."""
    events = []
    first = WebSocket(server.port, TARGET)
    created, _ = first.wait_for("session.created")
    first.send({"type": "session.update", "session": {
        "type": "realtime", "vivavoce": {"resume": True},
        "instructions": "Whatever is said, tell a long story in English, at least ten sentences."}})
    updated, _ = first.wait_for("session.updated")
    resume = updated["session"]["vivavoce"]["resume"]
    require(resume["window_seconds"] == 60, f"{resume}")
    first.send({"type": "conversation.item.create", "item": {
        "type": "message", "role": "user",
        "content": [{"type": "input_text", "text": "A story, please."}]}})
    first.send({"type": "response.create"})
    while sum(event["type"] == "response.output_audio.delta" for event in events) < 12:
        events.append(first.next_event())
        require(events[-1]["type"] not in ("error", "response.done"), f"too early: {events[-1]}")
    first.socket.close()

    with WebSocket(server.port, f"{TARGET}&resume={resume['token']}"
                                f"&after={events[-1]['event_id']}") as second:
        again = second.next_event()
        require(again["type"] == "session.created", f"{again}")
        require(again["session"]["id"] == created["session"]["id"], "another session")
        require("long story" in again["session"]["instructions"], "other settings")
        resumed = second.next_event()
        require(resumed["type"] == "vivavoce.resumed" and resumed["complete"], f"{resumed}")
        done, before = second.wait_for("response.done")
        events += before + [done]
        item = done["response"]["output"][0]["id"]
        second.send({"type": "conversation.item.retrieve", "item_id": item})
        retrieved, _ = second.wait_for("conversation.item.retrieved", "error")
        require(retrieved["type"] == "conversation.item.retrieved", f"{retrieved}")
    require(done["response"]["status"] == "completed", f"{done}")
    ids = [event["event_id"] for event in events]
    require(len(set(ids)) == len(ids), "an event came twice")
    words = "".join(event["delta"] for event in events
                    if event["type"] == "response.output_audio_transcript.delta")
    transcript = done["response"]["output"][0]["content"][0]["transcript"]
    require(words == transcript, f"'{words}' is not '{transcript}'")
    sound = sum(len(base64.b64decode(event["delta"])) for event in events
                if event["type"] == "response.output_audio.delta")
    require(sound > 48000, f"only {sound} bytes of sound")


def a_token_that_nobody_has(server):
    with WebSocket(server.port, TARGET + "&resume=vvr_nobody") as client:
        error = client.next_event()
        require(error["error"]["code"] == "resume_token_invalid", f"{error}")
        require(client.wait_for_close().code == 1008, "not 1008")


def sessions(server):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=60) as reply:
        return json.load(reply)["sessions"]


def connects_leave_no_session(server, rounds=ROUNDS):
    """Orderly and broken, before the first event and after."""
    waiting = sessions(server)  # those that wait to be resumed
    for number in range(rounds):
        client = WebSocket(server.port, TARGET)
        if number % 2 == 0:
            client.wait_for("session.created")
        if number % 4 < 2:
            client.send_frame(8, b"\x03\xe8")
        client.socket.close()
        # One at a time: the places of those before must be free again.
        deadline = time.monotonic() + PATIENCE_S
        while sessions(server) > waiting:
            require(time.monotonic() < deadline, f"{sessions(server)} sessions left")


class Running:
    def __init__(self, port):
        self.port = port


CONNECTION_CASES = [
    ("serve: an answer goes on over a new connection", an_answer_goes_on_over_a_new_connection),
    ("serve: a resume token that nobody has", a_token_that_nobody_has),
    ("serve: 100 connects and disconnects leave no session", connects_leave_no_session),
]

if __name__ == "__main__":
    connects_leave_no_session(Running(int(sys.argv[1])), int(sys.argv[2]))
    print(sys.argv[2], "connects and disconnects left no session")
