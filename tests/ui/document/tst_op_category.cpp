// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/op_category.h"

#include <QSet>
#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstOpCategory : public QObject {
    Q_OBJECT

private slots:
    void anUnknownOpIsArithmetic() { QCOMPARE(categoryOfOp("NobodyKnows"), Category::Math); }

    void opsAndRecipesHaveTheirs() {
        QCOMPARE(categoryOfOp("Dense"), Category::Nn);
        QCOMPARE(categoryOfOp("VariableV2"), Category::State);
        QCOMPARE(categoryOfOp("Placeholder"), Category::Data);
        QCOMPARE(categoryOfOp("ApplyAdam"), Category::Train);
        QCOMPARE(categoryOfOp("NoOp"), Category::Control);
        QCOMPARE(categoryOfOp("SaveV2"), Category::Io);
        QCOMPARE(categoryOfOp("Reshape"), Category::Array);
    }

    void whereTheTableIsSilentTheContractSpeaks() {
        QCOMPARE(categoryOfOp("LeakyRelu"), Category::Nn);
        QCOMPARE(categoryOfOp("RandomShuffle"), Category::Data);
        QCOMPARE(categoryOfOp("ResourceScatterAdd"), Category::State);
    }

    void titlesDiffer() {
        QSet<QString> titles;
        for (std::size_t i = 0; i < kCategories; ++i) {
            titles.insert(titleOfCategory(static_cast<Category>(i)));
        }
        QCOMPARE(titles.size(), static_cast<qsizetype>(kCategories));
        QVERIFY(!titles.contains(QString()));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstOpCategory> registered;
}

#include "tst_op_category.moc"
