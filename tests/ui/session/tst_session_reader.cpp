// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_reader.h"

#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"

namespace weft::ui::test {
namespace {

std::shared_ptr<const EngineDocument> opened(const QString& path) {
    Result<std::shared_ptr<const EngineDocument>> document = readDocument(path);
    if (!document.ok()) { qFatal("%s", document.status().ToString().c_str()); }
    return *document;
}

}  // namespace

class TstSessionReader : public QObject {
    Q_OBJECT

private slots:
    void errorsNameTheirNodeInPlainWords() {
        const auto document = opened(examplePath("neuron"));
        const SessionReader reader(document);
        const ErrorReport error = reader.errorOf(
            invalidArgument("row 'train', step 3: [Mul] shapes differ: got [2], want [] (node "
                            "'y', /device:CPU:0)"),
            3);
        QCOMPARE(error.code, "INVALID_ARGUMENT");
        QCOMPARE(error.nodeName, "y");
        QCOMPARE(error.plain, "y: shapes differ: got [2], want []");
        QCOMPARE(error.step, 3);
        QVERIFY(error.item != 0);
    }

    void errorsOfNodesThatAreNotThereHaveNoPlace() {
        const SessionReader reader(opened(examplePath("neuron")));
        const ErrorReport error = reader.errorOf(notFound("no data (node 'elsewhere')"), 0);
        QCOMPARE(error.item, quint64{0});
        QCOMPARE(error.plain, "no data");
        QCOMPARE(reader.errorOf(internalError("lost"), 0).nodeName, "");
    }

    void variablesAreListedBeforeTheyHaveValues() {
        const auto document = opened(examplePath("fashion_mlp"));
        SessionReader reader(document);
        const auto session = Session::create(document->graph());
        QVERIFY(session.ok());
        const std::vector<VariableRow> rows = reader.variables(session->get(), {});
        QVERIFY(rows.size() > 6);  // kernels, biases, slots of Adam
        QCOMPARE(rows[0].name, "hidden1/kernel");
        QCOMPARE(rows[0].shape, "[784,256]");
        QCOMPARE(rows[0].bytes, 784 * 256 * 4);
        QVERIFY(!rows[0].initialised);
        QCOMPARE(reader.missingInitializers(**session).size(), rows.size());
    }

    void shortValues() {
        QCOMPARE(shortValue(Tensor::scalar(0.5F)), "0.5");
        QCOMPARE(shortValue(Tensor()), "");
        const Tensor many = Tensor::vector<float>({1, -2, 3, 4, 5, 6, 7, 8, 9});
        QCOMPARE(shortValue(many), u"\u22122..9 [9]"_qs);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSessionReader> registered;
}

#include "tst_session_reader.moc"
