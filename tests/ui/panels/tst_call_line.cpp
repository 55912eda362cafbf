// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/call_line.h"

#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_main.h"
#include "ui/base/proxy_style.h"

namespace weft::ui::test {

class TstCallLine : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }

    void emptyWithoutASession() {
        CallLine line;
        QCOMPARE(line.text(), "");
    }

    void readsAsACallOfSessionRun() {
        CallLine line;
        line.setCall("session 1", {"loss:0", "train"}, {"x: fashion-mnist/train[64]"});
        QCOMPARE(line.text(),
                 "session 1:  run( [loss:0, train], feed_dict={x: fashion-mnist/train[64]} )");
        line.setCall("session 1", {"y:0"}, {});
        QCOMPARE(line.text(), "session 1:  run( [y:0] )");
    }

    void chipsAreClickedByTheirPlace() {
        CallLine line;
        line.resize(900, 28);
        line.setCall("s", {"loss:0", "accuracy:0"}, {});
        QSignalSpy clicked(&line, &CallLine::tensorClicked);
        for (int x = 0; x < line.width(); x += 8) {
            QTest::mouseClick(&line, Qt::LeftButton, {}, {x, line.height() / 2});
        }
        QStringList names;
        for (const auto& arguments : clicked) { names.append(arguments[0].toString()); }
        names.removeDuplicates();
        QCOMPARE(names, QStringList({"loss", "accuracy"}));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCallLine> registered;
}

#include "tst_call_line.moc"
