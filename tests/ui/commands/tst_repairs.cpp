// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/repairs.h"

#include <QTest>
#include <algorithm>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// Each repair that a problem offers mends it.
class TstRepairs : public QObject {
    Q_OBJECT

private slots:
    void init() { m = {}; }

    void anUnknownRepairIsRefused() {
        const ItemId relu = m.add("Relu");
        QVERIFY(!repair(relu, "nonsense").ok());
        QVERIFY(!repair(ItemId{999}, "cast:x").ok());
        QVERIFY(!repair(relu, "cast:features").ok());
        QVERIFY(!repair(relu, "reshape:features").ok());
        QVERIFY(!repair(relu, "value").ok());
        QVERIFY(!repair(relu, "variable").ok());
    }

    void aSoundDrawingHasNoProblems() {
        const ItemId constant = m.add("Const");
        const ItemId relu = m.add("Relu");
        QVERIFY_OK(m.connect({constant, "output"}, {relu, "features"}));
        QVERIFY2(problems().empty(), qPrintable(text()));
    }

    void anUnfedPlaceholderCanBeGivenAValue() {
        const ItemId x = placeholder(DType::Float, PartialShape{kUnknownDim, 3});
        QVERIFY(ids(x).contains("data"));
        QVERIFY(text().contains("has no data"));
        QVERIFY_OK(repair(x, "value"));
        QVERIFY2(problems().empty(), qPrintable(text()));
        QCOMPARE(m.item(x).as<OpItem>()->op, std::string("PlaceholderWithDefault"));
        QCOMPARE(QString::fromStdString(m.item(x).name), QStringLiteral("Placeholder"));
    }

    void anInputWithoutAWireOffersWhatFits() {
        const ItemId relu = m.add("Relu");
        QCOMPARE(ids(relu), QStringList("find:features"));
        QVERIFY(text().contains("needs a wire at its input features"));
    }

    void aDtypeClashGetsACast() {
        const ItemId a = constant(Tensor::vector<float>({1, 2}));
        const ItemId b = constant(Tensor::vector<std::int32_t>({1, 2}));
        const ItemId add = m.add("Add");
        QVERIFY_OK(m.connect({a, "output"}, {add, "x"}));
        QVERIFY_OK(m.connect({b, "output"}, {add, "y"}));
        const QStringList offered = ids(add);
        QVERIFY2(offered.contains("cast:y") || offered.contains("cast:x"),
                 qPrintable(offered.join(' ')));
        QVERIFY_OK(repair(add, offered.front()));
        QVERIFY2(problems().empty(), qPrintable(text()));
    }

    void aShapeClashGetsAReshapeWhereTheElementsFit() {
        const ItemId a = constant(Tensor::vector<float>({1, 2, 3, 4, 5, 6}).reshaped(Shape{2, 3}));
        const ItemId b = constant(Tensor::vector<float>({1, 2, 3, 4, 5, 6}).reshaped(Shape{3, 2}));
        const ItemId add = m.add("Add");
        QVERIFY_OK(m.connect({a, "output"}, {add, "x"}));
        QVERIFY_OK(m.connect({b, "output"}, {add, "y"}));
        QVERIFY2(ids(add).contains("reshape:y"), qPrintable(ids(add).join(' ')));
        QVERIFY_OK(repair(add, "reshape:y"));
        QVERIFY2(problems().empty(), qPrintable(text()));
    }

    void whatDoesNotHelpIsNotOffered() {
        const ItemId a = constant(Tensor::vector<float>({1, 2, 3}));
        const ItemId b = constant(Tensor::vector<float>({1, 2}));
        const ItemId add = m.add("Add");
        QVERIFY_OK(m.connect({a, "output"}, {add, "x"}));
        QVERIFY_OK(m.connect({b, "output"}, {add, "y"}));
        QCOMPARE(problems().size(), std::size_t(1));
        QCOMPARE(ids(add), QStringList());
    }

    void picturesBeforeALayerAreFlattened() {
        const ItemId x = placeholder(DType::Float, PartialShape{kUnknownDim, 28, 28});
        const ItemId dense = m.add("Dense");
        QVERIFY_OK(m.connect({x, "output"}, {dense, "x"}));
        QVERIFY2(ids(dense).contains("flatten:x"), qPrintable(text()));
        QVERIFY_OK(repair(dense, "flatten:x"));
        QVERIFY(ids(dense).isEmpty());
    }

    void aColumnIntoAnOpGetsAPlaceholder() {
        const ItemId data = m.addPictures();
        const ItemId cast = m.add("Cast");
        QVERIFY_OK(m.edit([&](Edit& e) {
            return e.connect({data, "image"}, {cast, "x"}).status();
        }));
        QVERIFY2(ids(cast).contains("placeholder:x"), qPrintable(text()));
        QVERIFY_OK(repair(cast, "placeholder:x"));
        QVERIFY2(problems().empty(), qPrintable(text()));
    }

    void aLargeConstantBecomesAVariable() {
        const Tensor large = *Tensor::allocate(DType::Float, Shape{300'000});
        const ItemId weights = constant(large);
        const ItemId relu = m.add("Relu");
        QVERIFY_OK(m.connect({weights, "output"}, {relu, "features"}));
        QCOMPARE(ids(weights), QStringList("variable"));
        QVERIFY(text().contains("MiB"));
        QVERIFY_OK(repair(weights, "variable"));
        QVERIFY2(problems().empty(), qPrintable(text()));
        QVERIFY(m.item(weights).as<RecipeItem>() != nullptr);
        QCOMPARE(m.document.all<Wire>().size(), std::size_t(1));
    }

    void aSourceWithoutRowsAsksForAFile() {
        const ItemId data = m.add("Data source");
        QCOMPARE(ids(data), QStringList("choose"));
    }

private:
    ItemId placeholder(DType type, const PartialShape& shape) {
        const ItemId made = m.add("Placeholder");
        (void)m.set(made, "dtype", type);
        (void)m.set(made, "shape", shape);
        return made;
    }
    ItemId constant(const Tensor& value) {
        const ItemId made = m.add("Const");
        (void)m.set(made, "dtype", value.dtype());
        (void)m.set(made, "value", StoredTensor::fromTensor(value));
        return made;
    }
    std::vector<ProblemRow> problems() const { return problemRows(*m.expanded()); }
    QString text() const {
        QStringList all;
        for (const ProblemRow& row : problems()) { all.append(row.text); }
        return all.join('|');
    }
    QStringList ids(ItemId item) const {
        QStringList all;
        for (const ProblemRow& row : problems()) {
            if (row.item != item.value) { continue; }
            for (const ProblemRepair& repair : row.repairs) { all.append(repair.id); }
        }
        return all;
    }
    Status repair(ItemId item, const QString& id) {
        const auto document = m.expanded();
        return m.edit([&](Edit& e) { return makeRepair(e, *document, item, id); });
    }

    CommandFixture m;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstRepairs> registered;
}

#include "tst_repairs.moc"
