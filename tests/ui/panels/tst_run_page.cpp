// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/run_page.h"

#include <QLabel>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"
#include "ui/document/engine_document.h"
#include "ui/session/train_run.h"

namespace weft::ui::test {
namespace {

QStringList labelsOf(const RunPage& page) {
    QStringList texts;
    for (const QLabel* label : page.findChildren<QLabel*>()) { texts.append(label->text()); }
    return texts;
}

}  // namespace

class TstRunPage : public QObject {
    Q_OBJECT

private slots:
    void withoutRowsItSaysWhatBringsThem() {
        RunPage page;
        QCOMPARE(labelsOf(page).size(), 1);
        QVERIFY(labelsOf(page)[0].contains("No train row"));
    }

    void rowsBecomeCards() {
        const auto document = readDocument(examplePath("linear_regression"));
        QVERIFY(document.ok());
        SessionInfo info;
        TrainRun::describe(**document, info);
        QVERIFY(info.trains);
        QCOMPARE(info.trainText, "Train 40 epochs");
        QCOMPARE(info.feeds.size(), 2);
        QVERIFY2(info.feeds[0].startsWith("x: iris/train[30]"), qPrintable(info.feeds[0]));
        RunPage page;
        page.setInfo(info);
        const QStringList texts = labelsOf(page);
        QCOMPARE(texts.count("train"), 1);
        QCOMPARE(texts.count("validate"), 1);
        QVERIFY2(texts.contains("split train, batch 30"), qPrintable(texts.join('\n')));
        QVERIFY2(texts.contains("split test, all rows at once"), qPrintable(texts.join('\n')));
        QVERIFY2(texts.contains("after each epoch"), qPrintable(texts.join('\n')));
        page.setInfo({});
        QCOMPARE(labelsOf(page).size(), 1);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstRunPage> registered;
}

#include "tst_run_page.moc"
