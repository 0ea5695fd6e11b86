"""Where the time of a question goes, as OpenTelemetry spans. Run: python examples/traced.py my-articles/ "Who built the mill?" """

import sys

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant import Assistant, Corpus, tracing
from assistant.adapters.opentelemetry import Tracer

folder, question = sys.argv[1:]

# Your program's own provider and exporter; this one keeps the spans to be printed here.
kept, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(kept))
tracing.watch(Tracer(provider))

with Corpus.open(folder) as corpus:
    corpus.sync()
    print(Assistant(corpus).answer(question).text)

for span in kept.get_finished_spans():
    seconds = ((span.end_time or 0) - (span.start_time or 0)) / 1e9
    print(f"{seconds:7.3f} s  {span.name}  {dict(span.attributes or {})}")
