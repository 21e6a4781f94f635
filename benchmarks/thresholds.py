"""Where the confidence curve and the thresholds come from: the `oefen` questions of what is active.

`python -m benchmarks.thresholds` fits the curve of `indexer.confidence`, and prints what each
threshold of `kb.policy` gives. Nothing is written: a person copies what is chosen. The `keuring`
and `toets` questions are not read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
from sklearn.linear_model import LogisticRegression

from api.serving import Serving, load_serving
from api.settings import Settings
from eval.run import expected_outcome
from kb.answering import Query
from kb.dutch_time import dutch_day
from kb.language import detect
from kb.model import GoldenQuestion, Outcome, Referral
from kb.release import GOLDEN, GoldenQuestions, read_part
from kb.store import Artefact, Store

_REGULARISATION = 100.0


def features(
    serving: Serving, golden: GoldenQuestion, today: date
) -> tuple[list[float], bool, bool]:
    """Return score and lead of the first hit, whether it is right, and whether it is distress."""
    language = detect(golden.question).code
    day = golden.on_day or today
    hits = serving.search(Query(golden.question, language, day, golden.audience, ())).hits
    first, second = hits[0], hits[1]
    entry = first.entry
    outcome = entry.outcome if isinstance(entry, Referral) else Outcome.ANSWER
    right = outcome is expected_outcome(golden) and (
        not golden.expected or entry.id in golden.expected
    )
    return [first.score, first.score - second.score], right, outcome is Outcome.DISTRESS


def main() -> None:
    """Print the fit and the table."""
    home = Settings().home
    serving = load_serving(home)
    release = Store(home).open(Artefact.RELEASE, serving.activation.release)
    questions = read_part(release.folder / GOLDEN, GoldenQuestions).train
    today = dutch_day(datetime.now(UTC))
    rows = [features(serving, golden, today) for golden in questions]
    x = np.array([row[0] for row in rows])
    right = np.array([row[1] for row in rows])
    model = LogisticRegression(C=_REGULARISATION).fit(x, right)
    score, lead = model.coef_[0]
    print(f"oefen: {len(rows)} questions, first hit right for {right.mean():.3f}")
    print(f"fit: score {score:.2f}, lead {lead:.2f}, offset {model.intercept_[0]:.2f}")
    confidence = model.predict_proba(x)[:, 1]
    unanswerable = np.array([expected_outcome(it) is Outcome.NO_ANSWER for it in questions])
    print("threshold  right shown  wrong shown  right withheld  unanswerable refused")
    for threshold in np.arange(0.1, 0.75, 0.05):
        shown = confidence >= threshold
        print(
            f"{threshold:9.2f}  {np.sum(shown & right):11d}  {np.sum(shown & ~right):11d}"
            f"  {np.sum(~shown & right):14d}  {np.sum(~shown & unanswerable):d}"
            f" of {np.sum(unanswerable):d}"
        )


if __name__ == "__main__":
    main()
