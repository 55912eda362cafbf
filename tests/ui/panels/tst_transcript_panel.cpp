// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/transcript_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QTest>
#include <QTreeView>

#include "tests/support/test_main.h"

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
        panel.add({});
        QVERIFY(panel.lines().empty());
    }

    void equalCallsFoldToTheNewestResult() {
        TranscriptPanel panel;
        panel.add({call("run([y])", "1"), call("run([y])", "2")});
        panel.add({call("run([y])", "3"), call("run([z])", "4"), call("run([y])", "5")});
        QCOMPARE(panel.lines().size(), 3U);
        QCOMPARE(panel.lines()[0].count, 3);
        QCOMPARE(panel.lines()[0].result, "3");
        QCOMPARE(panel.lines()[2].count, 1);
    }

    void notesNeverFold() {
        TranscriptPanel panel;
        const TranscriptLine note{TranscriptLine::Kind::Note, "stopped", {}, 0, 1};
        panel.add({note, note});
        QCOMPARE(panel.lines().size(), 2U);
    }

    void oldLinesAreDroppedInTheEnd() {
        TranscriptPanel panel;
        std::vector<TranscriptLine> lines;
        for (int i = 0; i < 6000; ++i) { lines.push_back(call(QString::number(i), {})); }
        panel.add(lines);
        QCOMPARE(panel.lines().size(), 5000U);
        QCOMPARE(panel.lines().back().text, "5999");
    }

    void chosenLinesAreCopied() {
        TranscriptPanel panel;
        panel.add({call("run([y])", "0.5"), call("run([z])", {})});
        panel.show();
        auto* view = panel.findChild<QTreeView*>();
        view->selectAll();
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), "run([y])\t0.5\nrun([z])");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTranscriptPanel> registered;
}

#include "tst_transcript_panel.moc"
