"""Articles a second of CPU time that hyperscan and tantivy match against the topics of a folder that
`VIGIE_PEERS=DIR cargo bench --bench topic` wrote, and how many times as fast Vigie was.

Neither has NEAR: it becomes AND for them, which is less work. Words stand for themselves in lower case (Vigie also stems
them and finds out the language). hyperscan: every word and phrase once, topics as logical combinations of them. tantivy:
articles are indexed in memory a thousand at a time, every query asks that index. One thread."""

import json
import pathlib
import re
import sys
import time

import hyperscan
import tantivy

folder = pathlib.Path(sys.argv[1])
queries = (folder / "topics.txt").read_text().splitlines()
articles = [" \n ".join(json.loads(line)).lower() for line in (folder / "articles.jsonl").read_text().splitlines()]
ours = float((folder / "rate.txt").read_text())
TOKEN = re.compile(r'"[^"]*"|[()]|[^\s()"]+')


def tokens(query):
    """The query's tokens in lower case, operators in capitals, NEAR as AND."""
    for token in TOKEN.findall(query):
        if token.startswith(("NEAR/", "ONEAR/")):
            yield "AND"
        else:
            yield token if token in ("AND", "OR", "NOT", "(", ")") else token.lower()


def report(name, seconds, count, matches, load):
    rate = count / seconds
    print(f"{len(queries):>7} topics  loaded in {load:5.2f} s  {name:<24} {rate:7.0f} articles/s/core  "
          f"{matches / count:6.2f} matches each; vigie is {ours / rate:.1f} times as fast", flush=True)


def with_hyperscan(count):
    start = time.process_time()
    leaves, combined = {}, []
    for query in queries:
        parts = []
        for token in tokens(query):
            operator = {"AND": "&", "OR": "|", "NOT": "!", "(": "(", ")": ")"}.get(token)
            parts.append(operator or str(leaves.setdefault(token.strip('"'), len(leaves))))
        combined.append(" ".join(parts).replace("& !", "&!"))
    gap = r"[^\p{L}\p{N}]+"
    # `\b` knows ASCII words alone, and an end that looks ahead is refused under combinations: other words hit inside words too.
    edges = {True: (r"\b", r"\W"), False: ("", "")}
    words = [gap.join(map(re.escape, leaf.split())).join(edges[leaf.isascii()]) for leaf in leaves]
    text = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_QUIET
    expressions = [word.encode() for word in words] + [query.encode() for query in combined]
    flags = [text] * len(words) + [hyperscan.HS_FLAG_COMBINATION | hyperscan.HS_FLAG_SINGLEMATCH] * len(combined)
    database = hyperscan.Database()
    database.compile(expressions=expressions, ids=list(range(len(expressions))), elements=len(expressions), flags=flags)
    load = time.process_time() - start
    found = [0]

    def hit(*_):
        found[0] += 1

    start = time.process_time()
    for article in articles[:count]:
        database.scan(f"{article} ".encode(), match_event_handler=hit)
    report(f"hyperscan {hyperscan.__version__}", time.process_time() - start, count, found[0], load)


def with_tantivy(count, batch=1000):
    schema = tantivy.SchemaBuilder().add_text_field("text").build()
    parser = tantivy.Index(schema)
    start = time.process_time()
    parsed = [parser.parse_query(" ".join(tokens(query)), ["text"]) for query in queries]
    load = time.process_time() - start
    found = 0
    start = time.process_time()
    for first in range(0, count, batch):
        index = tantivy.Index(schema)
        writer = index.writer(heap_size=50_000_000, num_threads=1)
        for article in articles[first:min(first + batch, count)]:
            writer.add_document(tantivy.Document(text=article))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        for query in parsed:
            found += len(searcher.search(query, limit=batch, count=False).hits)
    report(f"tantivy {tantivy.__version__}", time.process_time() - start, count, found, load)


with_tantivy(min(4000, len(articles)))
with_hyperscan(min(1000, len(articles)))
