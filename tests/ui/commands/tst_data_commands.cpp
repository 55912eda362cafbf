// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/data_commands.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "ui/commands/item_commands.h"

namespace weft::ui::test {
namespace {

/// Sets a source; gives the item.
ItemId addSource(Edit& edit, const char* name) {
    const ItemId id = *addEntry(edit, kDataEntry, {}, {0, 0});
    const Result<DataPreview> preview = previewData(name, {});
    if (!preview.ok()) { qFatal("%s", preview.status().ToString().c_str()); }
    if (!setDataSource(edit, id, name, *preview).ok()) { qFatal("not set"); }
    return id;
}

const DataItem& dataOf(const Edit& edit, ItemId id) {
    return *edit.document().item(id)->as<DataItem>();
}

}  // namespace

class TstDataCommands : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoDataIsRefused() {
        const Document document;
        Edit edit(document);
        QVERIFY_FAILS(setDataSplit(edit, ItemId{7}, 0.5, 1), "NOT_FOUND", "");
        QVERIFY_FAILS(placeholderForColumn(edit, {ItemId{7}, "x"}, {}, {}), "NOT_FOUND", "");
        const ItemId id = addSource(edit, "iris");
        QVERIFY_FAILS(setDataSplit(edit, id, 0, 1), "INVALID_ARGUMENT", "0.01");
        QVERIFY_FAILS(setDataSplit(edit, id, std::nan(""), 1), "INVALID_ARGUMENT", "");
        QVERIFY_FAILS(placeholderForColumn(edit, {id, "none"}, {}, {}), "NOT_FOUND", "none");
        QVERIFY_FAILS(setConversions(edit, ItemId{99}, {}), "NOT_FOUND", "");
    }

    void aSourceBringsColumnsAndSplit() {
        const Document document;
        Edit edit(document);
        const ItemId id = addSource(edit, "iris");
        QCOMPARE(dataOf(edit, id).columns.size(), 6U);
        QCOMPARE(dataOf(edit, id).trainFraction, 0.8);
        QVERIFY_OK(setDataSplit(edit, id, 0.6, 9));
        QCOMPARE(dataOf(edit, id).splitSeed, 9);
    }

    void ofAWideTableFeaturesStandForTheirNumbers() {
        const Document document;
        Edit edit(document);
        const ItemId id = addSource(edit, "digits");
        QStringList names;
        for (const DataColumn& column : dataOf(edit, id).columns) {
            names.append(QString::fromStdString(column.name));
        }
        QCOMPARE(names, (QStringList{"class", "features"}));
        const DataColumn pixel{"pixel_0_0", DType::Int64, PartialShape::scalar()};
        QVERIFY_OK(setColumnShown(edit, id, pixel, true));
        QCOMPARE(dataOf(edit, id).columns.size(), 3U);
        QVERIFY_OK(setColumnShown(edit, id, pixel, false));
        QCOMPARE(dataOf(edit, id).columns.size(), 2U);
        QVERIFY_OK(placeholderForColumn(edit, {id, "class"}, {}, {}));
        QVERIFY_FAILS(setColumnShown(edit, id, dataOf(edit, id).columns[0], false),
                      "FAILED_PRECONDITION", "wired");
    }

    void aPlaceholderForPicturesIsScaled() {
        Document document;
        Edit edit(document);
        Item source;
        source.what = DataItem{.source = "own",
                               .columns = {{"images", DType::UInt8, PartialShape{28, 28}},
                                           {"labels", DType::UInt8, PartialShape::scalar()}}};
        const ItemId id = edit.add(std::move(source), "data");
        const ItemId made = *placeholderForColumn(edit, {id, "images"}, {}, {100, 0});
        const std::vector<Binding> bindings = bindingsOf(edit.document(), made);
        QCOMPARE(bindings.size(), 1U);
        QCOMPARE(bindings[0].conversions.size(), 1U);
        QVERIFY(bindings[0].conversions[0].kind == Conversion::Kind::Scale);
        QVERIFY(bindings[0].wanted == DType::Float);
        QVERIFY(checkBinding(bindings[0]).fits);
        QCOMPARE(checkBinding(bindings[0]).result, "float32 [?,28,28]");
        QCOMPARE(edit.document().item(made)->name, "images");
        // What is proposed before it is made says the same.
        const ColumnProposal proposal = proposalFor(bindings[0].column);
        QCOMPARE(proposal.conversions, bindings[0].conversions);
        QCOMPARE(proposal.reasons.size(), 1U);
        QVERIFY(proposal.reasons[0].contains("0 to 1"));
        // Taken away, it no longer fits, and the words say why.
        QVERIFY_OK(setConversions(edit, bindings[0].wire, {}));
        const Binding bare = bindingsOf(edit.document(), made)[0];
        QCOMPARE(checkBinding(bare).words, "float32 wanted, this gives uint8");
        QVERIFY(helpfulConversion(bare)->kind == Conversion::Kind::Cast);
    }

    void labelsForARowOfClassesBecomeOneHot() {
        Binding binding;
        binding.column = {"labels", DType::Int64, PartialShape::scalar()};
        binding.wanted = DType::Float;
        binding.wantedShape = PartialShape{-1, 10};
        QVERIFY(!checkBinding(binding).fits);
        QCOMPARE(*helpfulConversion(binding), Conversion::oneHot(10));
        binding.conversions = {Conversion::oneHot(10)};
        QVERIFY2(checkBinding(binding).fits, qPrintable(checkBinding(binding).words));
        binding.conversions = {Conversion::oneHot(7)};
        QVERIFY(checkBinding(binding).words.contains("[?,10] wanted"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstDataCommands> registered;
}

#include "tst_data_commands.moc"
