// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "Print", "PrintV2".
class TstPrint : public QObject {
    Q_OBJECT

private slots:
    void rejectsAnUnknownStreamAndWhatIsNoText() {
        GraphFixture g;
        const Expr text = g.constant("text", Tensor::scalarString("hello"));
        g.scope.node("PrintV2", {text}, {{"output_stream", std::string("nowhere")}}, "lost");
        const auto session = *g.session();
        QVERIFY_FAILS(runTargets(*session, {"lost"}), "INVALID_ARGUMENT", "output_stream");
    }

    void writesToAFile() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("out.txt").toStdString();
        GraphFixture g;
        const Expr text = g.constant("text", Tensor::scalarString("hello"));
        g.scope.node("PrintV2", {text}, {{"output_stream", "file://" + path}}, "print");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"print"}));
        QVERIFY_OK(runTargets(*session, {"print"}));
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("hello\nhello\n"));
    }

    void passesItsInputOn() {
        GraphFixture g;
        const Expr x = g.constant("x", floats({1, 2}));
        g.scope.op("Print", {x, x},
                   {{"message", std::string("x is ")}, {"first_n", std::int64_t{1}}}, "print");
        const auto session = *g.session();
        for (int run = 0; run < 2; ++run) { QCOMPARE_FLOATS(runFor(*session, "print"), {1, 2}); }
    }
};

namespace {
const Registered<TstPrint> registered;
}  // namespace

}  // namespace weft::test

#include "tst_print.moc"
