// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/transcript_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QTest>
#include <QTreeView>

#include "tests/support/test_main.h"
#include "ui/session/series_store.h"

namespace weft::ui::test {
namespace {

TranscriptLine call(const QString& text, const QString& result) {
    return {TranscriptLine::Kind::Call, text, result, 0, 1};
}

}  // namespace

class TstTranscriptPanel : public QObject {
    Q_OBJECT

private slots:
    void addingNothingShowsTheHint() {
        TranscriptPanel panel;
        QVERIFY(panel.lines().empty());
        Transcript transcript;
        transcript.add({});
        panel.setTranscript(&transcript);
        QVERIFY(panel.lines().empty());
    }

    void aSessionThatIsGoneLeavesNothing() {
        TranscriptPanel panel;
        auto transcript = std::make_unique<Transcript>();
        transcript->add({call("run(y)", "1")});
        panel.setTranscript(transcript.get());
        QCOMPARE(panel.lines().size(), 1U);
        transcript.reset();
        QVERIFY(panel.lines().empty());
        panel.setTranscript(nullptr);
    }

    void whatNoLineSaysTakesNoRoom() {
        TranscriptPanel panel;
        Transcript transcript;
        panel.setTranscript(&transcript);
        transcript.add({call("run(y)", "1")});
        const auto& view = *panel.findChild<QTreeView*>("transcript");
        constexpr int kDetail = 4;
        QVERIFY(view.isColumnHidden(kDetail));
        TranscriptLine more = call("run(z)", "1");
        more.detail = "3 of 4 ops ran";
        transcript.add({more});
        QVERIFY(!view.isColumnHidden(kDetail));
    }

    void equalCallsFoldToTheNewestResult() {
        Transcript transcript;
        transcript.add({call("run([y])", "1"), call("run([y])", "2")});
        transcript.add({call("run([y])", "3"), call("run([z])", "4"), call("run([y])", "5")});
        QCOMPARE(transcript.rows().size(), 3U);
        QCOMPARE(transcript.rows()[0].count, 3);
        QCOMPARE(transcript.rows()[0].result, "3");
        QCOMPARE(transcript.rows()[2].count, 1);
    }

    void notesNeverFold() {
        Transcript transcript;
        const TranscriptLine note{TranscriptLine::Kind::Note, "stopped", {}, 0, 1};
        transcript.add({note, note});
        QCOMPARE(transcript.rows().size(), 2U);
    }

    void oldLinesAreDroppedInTheEnd() {
        Transcript transcript;
        std::vector<TranscriptLine> lines;
        for (int i = 0; i < 6000; ++i) { lines.push_back(call(QString::number(i), {})); }
        transcript.add(lines);
        QCOMPARE(transcript.rows().size(), 5000U);
        QCOMPARE(transcript.rows().back().text, "5999");
        QVERIFY(transcript.calls(4999).empty());
    }

    void chosenLinesAreCopied() {
        Transcript transcript;
        transcript.add({call("run([y])", "0.5"), call("run([z])", {})});
        TranscriptPanel panel;
        panel.setTranscript(&transcript);
        panel.show();
        auto* view = panel.findChild<QTreeView*>("transcript");
        view->selectAll();
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), "run([y])\t0.5\nrun([z])");
    }

    void foldedCallsAreATable() {
        Transcript transcript;
        for (const char* value : {"1.0", "2.0", "[1, 2]"}) {
            TranscriptLine line = call("run(y:0)", value);
            line.labels = {"y:0"};
            line.values = {value};
            line.python = "sess.run(\"y:0\")";
            transcript.add({line});
        }
        TranscriptPanel panel;
        panel.setTranscript(&transcript);
        panel.show();
        panel.findChild<QTreeView*>("transcript")->selectAll();
        QCOMPARE(panel.tableOfLine(), "call,y:0\n1,1.0\n2,2.0\n3,\"[1, 2]\"\n");
        panel.copyPython();
        QCOMPARE(QApplication::clipboard()->text(), "for _ in range(3):\n    sess.run(\"y:0\")\n");
    }

    void stepsOfARunAreATableOfItsCurves() {
        SeriesStore series;
        series.add({{1, "train/loss", 0.5}, {2, "train/loss", 0.25}}, {}, 2);
        series.add({{1, "train/loss", 7}}, {}, 1);
        Transcript transcript;
        TranscriptLine line = call("run([loss:0, train])", "[0.25, None]");
        line.row = "train";
        transcript.add({line, line});
        TranscriptPanel panel(&series);
        panel.setTranscript(&transcript, 2);
        panel.show();
        panel.findChild<QTreeView*>("transcript")->selectAll();
        QCOMPARE(panel.tableOfLine(), "step,loss\n1,0.5\n2,0.25\n");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTranscriptPanel> registered;
}

#include "tst_transcript_panel.moc"
