// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/base/durable_file.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/run_plan.h"
#include "tests/engine/compose/examples.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstExamples : public QObject {
    Q_OBJECT

private slots:
    void committedFilesAreWhatTheCodeDraws() {
        for (const Example& example : must(examples())) {
            const std::string path = concat(WEFT_SOURCE_DIR "/resources/graphs/", example.file);
            const auto committed = readFile(path);
            QVERIFY_OK(committed);
            QVERIFY2(*committed == documentToBytes(example.document),
                     (example.file + " differs: run make_examples").c_str());
        }
    }

    void examplesExpandWithoutFindings() {
        for (const Example& example : must(examples())) {
            const Expansion e = expandDocument(example.document);
            QVERIFY2(e.findings.empty(), (example.file + ": " + findingsText(e)).c_str());
        }
    }

    void examplesHaveRunSheetsThatPlan() {
        for (const Example& example : must(examples())) {
            if (example.file == "cos.weft") { continue; }
            const auto plan = makeTrainingPlan(example.document, expandDocument(example.document));
            QVERIFY_OK(plan);
            QCOMPARE(plan->rows.front().name, std::string("train"));
            QVERIFY(plan->rows.front().training);
            QCOMPARE(plan->init, std::string("init"));
        }
    }

    void examplesSayWhatToLookAt() {
        for (const Example& example : must(examples())) {
            QVERIFY2(!example.document.settings().title.empty(), example.file.c_str());
            const auto items = example.document.all<Item>();
            const auto isNote = [](const Item* item) { return item->as<NoteItem>() != nullptr; };
            QCOMPARE(std::count_if(items.begin(), items.end(), isNote), std::ptrdiff_t{1});
            const Item& note = **std::find_if(items.begin(), items.end(), isNote);
            const std::string& text = note.as<NoteItem>()->text;
            QVERIFY2(text.size() > 80 && text.size() < 260, text.c_str());
        }
    }

    void nodesStandApartFromLeftToRight() {
        for (const Example& example : must(examples())) {
            const auto items = example.document.all<Item>();
            for (const Wire* wire : example.document.all<Wire>()) {
                const Item& from = *example.document.item(wire->from.item);
                const Item& to = *example.document.item(wire->to.item);
                QVERIFY2(from.x < to.x, (example.file + ": " + to.name).c_str());
            }
            for (const Item* a : items) {
                for (const Item* b : items) {
                    const bool apart =
                        a == b || std::abs(a->x - b->x) >= 184 || std::abs(a->y - b->y) >= 90;
                    QVERIFY2(apart, (example.file + ": " + a->name + ", " + b->name).c_str());
                }
            }
        }
    }
};

namespace {
const Registered<TstExamples> registered;
}
}  // namespace weft::test

#include "tst_examples.moc"
