// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/try_choices.h"

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

class TstTryChoices : public QObject {
    Q_OBJECT

private slots:
    void anEmptyProjectCanBeAskedNothing() {
        const TryChoices choices = tryChoicesOf(*emptyProject());
        QVERIFY(choices.outputs.empty());
        QCOMPARE(choices.output, -1);
    }

    void withoutAnOptimizerItStillIsWhatTheLossCompares() {
        const auto whole = opened(examplePath("digits_softmax"));
        Edit edit(*whole->project);
        edit.remove(whole->project->itemNamed("GradientDescent")->id);
        auto without = std::make_shared<EngineDocument>();
        without->project = edit.document();
        without->expansion = expandDocument(edit.document());
        const TryChoices choices = tryChoicesOf(*without);
        QVERIFY(choices.output >= 0);
        const TryOutput& out = choices.outputs[static_cast<std::size_t>(choices.output)];
        // As the canvas calls it.
        QCOMPARE(out.name, "logits");
        QVERIFY(out.scores);
    }

    void theTensorBeforeTheLossComesFirst_data() {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("label");
        QTest::addColumn<bool>("scores");
        QTest::newRow("digits_softmax") << "logits"
                                        << "x"
                                        << "labels" << true;
        QTest::newRow("fashion_mlp") << "logits"
                                     << "x"
                                     << "labels" << true;
        QTest::newRow("fashion_cnn") << "logits"
                                     << "x"
                                     << "labels" << true;
        QTest::newRow("linear_regression") << "y"
                                           << "x"
                                           << "width" << false;
    }
    void theTensorBeforeTheLossComesFirst() {
        QFETCH(QString, output);
        QFETCH(QString, input);
        QFETCH(QString, label);
        QFETCH(bool, scores);
        const auto document = opened(examplePath(QTest::currentDataTag()));
        const TryChoices choices = tryChoicesOf(*document);
        QVERIFY(choices.output >= 0);
        const TryOutput& out = choices.outputs[static_cast<std::size_t>(choices.output)];
        QVERIFY2(out.name.startsWith(output), qPrintable(out.name));
        QCOMPARE(out.scores, scores);
        const std::vector<int> needed = neededInputs(*document, choices, {out.tensor});
        QCOMPARE(needed.size(), 1U);
        const TryInput& in = choices.inputs[static_cast<std::size_t>(needed[0])];
        QCOMPARE(in.name, input);
        QVERIFY(in.source >= 0);
        QVERIFY(in.columnType != DType::Invalid);
        QVERIFY(choices.label >= 0);
        QCOMPARE(choices.inputs[static_cast<std::size_t>(choices.label)].name, label);
        QVERIFY(!choices.losses.empty());
        QVERIFY(!choices.metrics.empty());
    }

    void aLossWithoutDataIsStillFollowed() {
        const auto document = opened(examplePath("neuron"));
        const TryChoices choices = tryChoicesOf(*document);
        QVERIFY(choices.output >= 0);
        QVERIFY(choices.sources.empty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTryChoices> registered;
}

#include "tst_try_choices.moc"
