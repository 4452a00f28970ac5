"""A small RFC 6455 client: text frames as JSON events, closing with its code. Blocking, with a
timeout on every read and write, so that a test can wait for an event and never sleeps."""

import base64
import hashlib
import json
import os
import socket
import struct

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10


class Closed(Exception):
    """The server closed the connection; `code` is None when it did so without a close frame."""

    def __init__(self, code, reason):
        super().__init__(f"closed with {code} {reason!r}")
        self.code = code
        self.reason = reason


def _mask(payload, key):
    if not payload:
        return b""
    repeated = (key * (len(payload) // 4 + 1))[: len(payload)]
    mixed = int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")
    return mixed.to_bytes(len(payload), "little")


class WebSocket:
    def __init__(self, port, target, headers=(), timeout=120):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.pending = b""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
                 "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
                 *headers]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.pending:
            self._receive()
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        expected = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest())
        if not head.startswith(b"HTTP/1.1 101") or expected not in head:
            raise ConnectionError(f"no WebSocket: {head[:200]!r}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, event):
        self.send_text(json.dumps(event))

    def send_text(self, text):
        self.send_frame(_TEXT, text.encode())

    def send_bytes(self, payload, binary=True):
        """A binary frame, or a text frame of any bytes."""
        self.send_frame(_BINARY if binary else _TEXT, payload)

    def next_event(self):
        """The next event as a dict; raises Closed when there is none."""
        message = b""
        while True:
            final, opcode, payload = self._read_frame()
            if opcode == _PING:
                self.send_frame(_PONG, payload)
            elif opcode == _CLOSE:
                self.send_frame(_CLOSE, payload[:2])
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
                raise Closed(code, payload[2:].decode())
            elif opcode != _PONG:
                message += payload
                if final:
                    return json.loads(message)

    def wait_for(self, *types):
        """The next event of one of these types, and those that came before it."""
        before = []
        while True:
            event = self.next_event()
            if event["type"] in types:
                return event, before
            before.append(event)

    def wait_for_close(self):
        """Reads to the end; returns the Closed."""
        try:
            while True:
                self.next_event()
        except Closed as closed:
            return closed

    def send_frame(self, opcode, payload):
        key = os.urandom(4)
        if len(payload) < 126:
            length = bytes([0x80 | len(payload)])
        elif len(payload) < 1 << 16:
            length = bytes([0x80 | 126]) + struct.pack("!H", len(payload))
        else:
            length = bytes([0x80 | 127]) + struct.pack("!Q", len(payload))
        self.socket.sendall(bytes([0x80 | opcode]) + length + key + _mask(payload, key))

    def _read_frame(self):
        first, second = self._take(2)
        length = second & 0x7F
        if length == 126:
            length = struct.unpack("!H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self._take(8))[0]
        return bool(first & 0x80), first & 0x0F, self._take(length)

    def _take(self, count):
        while len(self.pending) < count:
            self._receive()
        taken, self.pending = self.pending[:count], self.pending[count:]
        return taken

    def _receive(self):
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed(None, "the connection ended")
        self.pending += data
