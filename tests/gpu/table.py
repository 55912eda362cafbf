#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""table.py OUT LOSSES: what run.sh has measured so far, in Markdown, as the GPU page wants it. WRONG stands where a loss is."""
import glob, json, os, re, sys

out, losses = sys.argv[1], json.load(open(sys.argv[2]))

def text(pattern):
    found = sorted(glob.glob(os.path.join(out, pattern)))
    return open(found[0], errors="replace").read().strip() if found else ""

def rows(name):
    path = os.path.join(out, name)
    for line in open(path, errors="replace") if os.path.exists(path) else ():
        try: yield json.loads(line)
        except ValueError: pass  # cut short

def count(x): return f"{x:,.0f}" if x else "-"

print("## The run on a card\n")
print("```\n" + "\n".join(filter(None, [text("machine.log"), text("*-devices.log")])) + "\n```\n")

steps = [line.rstrip("\n").split("\t") for line in open(os.path.join(out, "steps.tsv"))] if os.path.exists(os.path.join(out, "steps.tsv")) else []
codes = {name: (rc, seconds) for name, rc, seconds in steps}
print("| suite on /gpu:0 | result | as known |\n|---|---|---|")
for name, (rc, seconds) in codes.items():
    if not name.startswith("suite "): continue
    lines = text(f"*-{name.replace(' ', '-')}.log").splitlines()
    counts = next((line for line in lines if re.match(r"\d+ passed", line)), "no result")
    print(f"| {name[6:]} | {counts}, {seconds} s | {'yes' if rc == '0' else 'WRONG: rc=' + rc} |")

ours, others, peers = {}, [], {}
for r in rows("weft.jsonl"):
    if r["options"] in ("", "--tf32"): ours.setdefault((r["model"], bool(r["options"])), []).append(r)
    else: others.append(r)
for r in rows("peers.jsonl"): peers[(f'{r["model"]}_{r["batch"]}', r["tf32"], r["engine"])] = r
print("\n| model, batch | numbers | loss after 20 steps (TensorFlow's) | steps/s, each round | PyTorch eager, compiled, captured | ratios |\n|---|---|---|---|---|---|")
for (model, tf32), runs in sorted(ours.items()):
    want, loss = losses.get(model), runs[0].get("loss")
    # cnn drops out by numbers that TensorFlow draws otherwise; TF32 rounds.
    judged = want is not None and not tf32 and not model.startswith("cnn")
    wrong = judged and (loss is None or abs(loss - want) > 1e-3 * max(1, abs(want)))
    rates = [r.get("rate") or 0 for r in runs]
    theirs = [peers.get((model, tf32, "torch." + mode), {}).get("free") or 0 for mode in ("eager", "compile", "graph")]
    ratios = ", ".join(f"{max(rates) / x:.2f}" if x else "-" for x in theirs)
    shown = "none" if loss is None else f"{loss:.5f}" + (f" ({want:.5f})" if want is not None else "")
    print(f"| {model.replace('_', ', ')} | {'TF32' if tf32 else 'float32'} | {'WRONG ' if wrong else ''}{shown} | {', '.join(map(count, rates))} | {', '.join(map(count, theirs))} | {ratios} |")

if others: print("\n| model, batch | with | steps/s | to none of it |\n|---|---|---|---|")
for r in others:
    plain = max((o.get("rate") or 0 for o in ours.get((r["model"], False), [])), default=0)
    ratio = f'{r["rate"] / plain:.2f}' if plain and r.get("rate") else "-"
    print(f'| {r["model"].replace("_", ", ")} | `{r["options"]}` | {count(r.get("rate"))} | {ratio} |')
rest = [(n, rc, s) for n, (rc, s) in codes.items() if not n.startswith("suite ")]
print("\n| part | rc | seconds |\n|---|---|---|")
for name, rc, seconds in rest: print(f"| {name} | {rc} | {seconds} |")
fallbacks = sorted({line.strip() for path in glob.glob(os.path.join(out, "*.log")) for line in open(path, errors="replace") if "is not on the GPU" in line or "is not recorded" in line})
if fallbacks: print("\nNot on the card, or not recorded:\n\n" + "\n".join("- " + line for line in fallbacks))
print("\n124: its time was up; -: no time was left for it.")
