"""A peer that is timed in turns: one answer for each line of standard input.

{"open": CASE} readies a case and is answered by what it can time, {NAME: what it does};
{"time": NAME} by the seconds of one call.
"""

import json
import sys

offers = {}


def offer(name, does, call):
    """Makes `call` a thing that can be timed, and returns the result of its first call."""
    offers[name] = (does, call)
    return call()


def seconds_of(call, clock):
    """Seconds of one call, by as many as take 2 ms."""
    calls = 1
    while True:
        begin = clock()
        for _ in range(calls):
            call()
        spent = clock() - begin
        if spent >= 2e-3:
            return spent / calls
        calls *= 2


def serve(peer, open_case, clock):
    """Answers until the input ends. `open_case` offers what belongs to a case."""
    print(json.dumps({"peer": peer}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "open" in request:
            offers.clear()
            open_case(request["open"])
            answer = {name: does for name, (does, _) in offers.items()}
        else:
            answer = seconds_of(offers[request["time"]][1], clock)
        print(json.dumps(answer), flush=True)
