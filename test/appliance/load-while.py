"""Sends with 20 clients while commands run, on a Gatepost with the password below; ends with 1 when something is lost.

usage: load-while.py COMMAND ...
"""

import glob
import json
import smtplib
import subprocess
import sys
import threading
import time
import urllib.request

CONSOLE = "http://127.0.0.1:8025"
ADMIN = {"username": "admin", "password": "correct horse battery"}


def call(method, path, body=None, **headers):
    headers |= {"content-type": "application/json", "origin": CONSOLE}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(CONSOLE + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, json.loads(answer.read())


def permit():
    headers, _ = call("POST", "/api/session", ADMIN)
    cookie = headers["set-cookie"].split(";")[0]
    headers, document = call("GET", "/api/routing", cookie=cookie)
    rules = document["rules"]
    rules["routes"] = [{"domain": "example.com", "to": {"kind": "inbound"}}]
    rules["restrictions"]["addresses"] = {"enabled": True, "entries": [{"network": "127.0.0.0/8"}]}
    match = {"cookie": cookie, "if-match": headers["etag"]}
    call("PUT", "/api/routing", {"rules": rules, "confirm": []}, **match)


acknowledged = set()
refused = []
told = 0
ends = False


def send(client):
    global told
    number = 0
    while not ends:
        try:
            peer = smtplib.SMTP("127.0.0.1", 25, timeout=60)
        except smtplib.SMTPConnectError:
            told += 1  # 421: come again
            continue
        except OSError as error:
            refused.append(repr(error))
            continue
        try:
            while not ends:
                number += 1
                name = f"{client}-{number}"
                peer.sendmail("s@sender.test", ["r@example.com"], f"X-Id: {name}\r\n\r\nHello\r\n")
                acknowledged.add(name)
        except OSError:
            told += 1
        finally:
            peer.close()


def delivered():
    for path in glob.glob("/var/lib/gatepost/maildir/**/new/*", recursive=True):
        with open(path, errors="replace") as file:
            yield next(line[6:].strip() for line in file if line.startswith("X-Id: "))


permit()
clients = [threading.Thread(target=send, args=(number,)) for number in range(20)]
for each in clients:
    each.start()
time.sleep(4)
for command in sys.argv[1:]:
    began = time.time()
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    print(f"{command}: {done.returncode}, {time.time() - began:.1f} s", flush=True)
    if done.returncode != 0:
        refused.append(done.stderr)
    time.sleep(4)
ends = True
for each in clients:
    each.join()
deadline = time.time() + 60
names = list(delivered())
while time.time() < deadline and not acknowledged <= set(names):
    time.sleep(1)
    names = list(delivered())
lost = acknowledged - set(names)
double = len(names) - len(set(names))
print(f"{len(acknowledged)} acknowledged, {len(lost)} lost, {double} double, {len(refused)} connections refused,")
print(f"{told} sessions told to come again")
sys.exit(1 if lost or double or refused or not acknowledged else 0)
