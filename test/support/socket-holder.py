"""Holds listening sockets as systemd does (socket activation), and starts and ends a program that is handed them.

usage: socket-holder.py NAME=HOST:PORT[%DEVICE] ... -- PROGRAM ARGUMENT ...
Lines on standard input: `start`, `stop` (SIGTERM, and waits), `wait` (for its end). Lines on standard output: `listens NAME PORT` for
each socket, `ended CODE` after its end; what the program writes goes there too.
"""

import os
import signal
import socket
import sys


def opened(text):
    name, place = text.split("=", 1)
    place, _, device = place.partition("%")
    host, _, port = place.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        held.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    if device:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    held.bind((host, int(port)))
    held.listen(4096)
    print(f"listens {name} {held.getsockname()[1]}", flush=True)
    return name, held


def start(sockets, program):
    child = os.fork()
    if child != 0:
        return child
    # First out of the way of each other, then to their places.
    moved = [os.dup2(held.fileno(), 200 + at, False) for at, (_, held) in enumerate(sockets)]
    for at, descriptor in enumerate(moved):
        os.dup2(descriptor, 3 + at, True)
        os.close(descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ["LISTEN_FDS"] = str(len(sockets))
    os.environ["LISTEN_FDNAMES"] = ":".join(name for name, _ in sockets)
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.execv(program[0], program)


def main():
    divide = sys.argv.index("--")
    sockets = [opened(text) for text in sys.argv[1:divide]]
    child = None
    for line in sys.stdin:
        if line.strip() == "start":
            child = start(sockets, sys.argv[divide + 1 :])
        elif line.strip() in ("stop", "wait") and child is not None:
            if line.strip() == "stop":
                os.kill(child, signal.SIGTERM)
            _, status = os.waitpid(child, 0)
            child = None
            print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)
    if child is not None:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


main()
