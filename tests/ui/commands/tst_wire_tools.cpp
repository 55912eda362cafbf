// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wires/wire_tools.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/commands/wires/entry_fit.h"

namespace weft::ui::test {

/// Nodes put into wires, wires healed and swapped.
class TstWireTools : public QObject {
    Q_OBJECT

private slots:
    void whatDoesNotFitIsNotPutIntoAWire() {
        Chain c;
        const ItemId text = c.f.add("StringLength");
        const auto document = c.f.expanded();
        QVERIFY_FAILS(
            c.f.edit([&](Edit& e) { return insertOnWire(e, *document, wireInto(c.f, c.b), text); }),
            "INVALID_ARGUMENT", "nothing of it fits");
        QVERIFY_FAILS(
            c.f.edit([&](Edit& e) { return insertOnWire(e, *document, wireInto(c.f, c.b), c.b); }),
            "INVALID_ARGUMENT", "stands at an end");
        QVERIFY_FAILS(
            c.f.edit([&](Edit& e) { return insertOnWire(e, *document, ItemId{9999}, text); }),
            "NOT_FOUND", "not there");
    }

    void aNodeIsPutIntoAWire() {
        Chain c;
        const ItemId relu = c.f.add("Relu");
        const auto document = c.f.expanded();
        QVERIFY_OK(c.f.edit(
            [&](Edit& e) { return insertOnWire(e, *document, wireInto(c.f, c.b), relu); }));
        QCOMPARE(sourceOf(c.f, c.b), relu);
        QCOMPARE(sourceOf(c.f, relu), c.a);
        QVERIFY(!c.f.expanded()->expansion.hasErrors());
    }

    void whatIsTakenAwayLeavesTheWireHealed() {
        Chain c;
        const auto document = c.f.expanded();
        QVERIFY_OK(c.f.edit([&](Edit& e) {
            return removeAndHeal(e, *document, {c.a.value, c.b.value});
        }));
        QVERIFY(c.f.document.item(c.a) == nullptr);
        QCOMPARE(sourceOf(c.f, c.d), c.x);
        QVERIFY(!c.f.expanded()->expansion.hasErrors());
    }

    void anotherDtypeIsNotHealed() {
        Chain c;
        const ItemId shape = c.f.add("Shape");
        const ItemId size = c.f.add("Neg");
        QVERIFY_OK(c.f.connect({c.x, "output"}, {shape, "input"}));
        QVERIFY_OK(c.f.connect({shape, "output"}, {size, "x"}));
        const auto document = c.f.expanded();
        QVERIFY_OK(c.f.edit([&](Edit& e) { return removeAndHeal(e, *document, {shape.value}); }));
        QCOMPARE(sourceOf(c.f, size), ItemId{});
    }

    void aSourceLeavesNothingToHeal() {
        Chain c;
        const auto document = c.f.expanded();
        QVERIFY_OK(c.f.edit([&](Edit& e) { return removeAndHeal(e, *document, {c.x.value}); }));
        QCOMPARE(sourceOf(c.f, c.a), ItemId{});
    }

    void shapesThatClashGetWhatMakesThemFit_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("repair");
        QTest::newRow("turned round") << "MatMul"
                                      << "a"
                                      << "b"
                                      << "?,4"
                                      << "2,4"
                                      << "Transpose";
        QTest::newRow("one too many") << "MatMul"
                                      << "a"
                                      << "b"
                                      << "?,4"
                                      << "1,4,2"
                                      << "Squeeze";
        QTest::newRow("one too few") << "MatMul"
                                     << "b"
                                     << "a"
                                     << "1,3"
                                     << "5"
                                     << "ExpandDims";
        QTest::newRow("flattened") << "MatMul"
                                   << "b"
                                   << "a"
                                   << "12,3"
                                   << "5,3,4"
                                   << "Reshape";
        QTest::newRow("nothing helps") << "MatMul"
                                       << "a"
                                       << "b"
                                       << "?,4"
                                       << "5,7"
                                       << "";
    }
    void shapesThatClashGetWhatMakesThemFit() {
        QFETCH(QString, entry);
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, repair);
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        const ItemId y = f.add("Placeholder");
        const ItemId op = f.add(entry.toStdString());
        QVERIFY_OK(f.set(x, "shape", shapeOf(a)));
        QVERIFY_OK(f.set(y, "shape", shapeOf(b)));
        QVERIFY_OK(f.connect({x, "output"}, {op, first.toStdString()}));
        const auto document = f.expanded();
        const PortRef from{y, "output"};
        const PortRef to{op, second.toStdString()};
        const WireVerdict verdict = checkWire(*document, from, to);
        QVERIFY(!verdict.fits);
        QVERIFY(!verdict.reason.isEmpty());
        QCOMPARE(QString::fromStdString(verdict.repair), repair);
        if (repair.isEmpty()) { return; }
        QVERIFY_OK(f.edit(
            [&](Edit& e) { return connectRepaired(e, *document, from, to, verdict).status(); }));
        QVERIFY(!f.expanded()->expansion.hasErrors());
        QVERIFY(f.expanded()->graph().find(repair.toStdString()) != nullptr);
    }

    /// A matrix goes into MatMul and into Dense, a picture does not go into MatMul, but into Conv2D.
    void entriesAreAskedForTheShape() {
        CommandFixture f;
        const ItemId matrix = f.add("Placeholder");
        const ItemId pictures = f.add("Placeholder");
        const ItemId any = f.add("Placeholder");
        QVERIFY_OK(f.set(matrix, "shape", PartialShape{-1, 4}));
        QVERIFY_OK(f.set(pictures, "shape", PartialShape{-1, 28, 28, 3}));
        const auto document = f.expanded();
        const auto takes = [&](const char* entry, ItemId from) {
            return entryTakesShape(*document, entry, {from, "output"});
        };
        QVERIFY(!takes("MatMul", pictures));
        QVERIFY(!takes("Conv2D", matrix));
        for (const char* entry : {"MatMul", "Dense", "Relu", "Add", "Mean"}) {
            QVERIFY2(takes(entry, matrix), entry);
        }
        for (const char* entry : {"Conv2D", "Relu", "Add", "Flatten", "Mean"}) {
            QVERIFY2(takes(entry, pictures), entry);
        }
        QVERIFY(takes("MatMul", any));
        QVERIFY(takes("no such entry", any));
    }

    void inputsChangePlaces() {
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        const ItemId y = f.add("Placeholder");
        const ItemId sub = f.add("Sub");
        QVERIFY_FAILS(f.edit([&](Edit& e) { return swapInputs(e, sub); }), "INVALID_ARGUMENT",
                      "nothing is wired");
        QVERIFY_FAILS(f.edit([&](Edit& e) { return swapInputs(e, x); }), "INVALID_ARGUMENT",
                      "no two inputs");
        QVERIFY_OK(f.connect({x, "output"}, {sub, "x"}));
        QVERIFY_OK(f.edit([&](Edit& e) { return swapInputs(e, sub); }));
        QCOMPARE(portsOf(f, sub), QStringList({"y<" + QString::number(x.value)}));
        QVERIFY_OK(f.connect({y, "output"}, {sub, "x"}));
        QVERIFY_OK(f.edit([&](Edit& e) { return swapInputs(e, sub); }));
        QCOMPARE(portsOf(f, sub),
                 QStringList({"x<" + QString::number(x.value), "y<" + QString::number(y.value)}));
    }

private:
    static PartialShape shapeOf(const QString& text) {
        Dims dims;
        for (const QString& dim : text.split(',')) {
            dims.push_back(dim == QStringLiteral("?") ? -1 : dim.toLongLong());
        }
        return PartialShape::ofDims(dims);
    }
    /// x -> a -> b -> d
    struct Chain {
        Chain() {
            (void)f.connect({x, "output"}, {a, "x"});
            (void)f.connect({a, "y"}, {b, "x"});
            (void)f.connect({b, "y"}, {d, "x"});
        }
        CommandFixture f;
        ItemId x = f.add("Placeholder");
        ItemId a = f.add("Neg");
        ItemId b = f.add("Neg");
        ItemId d = f.add("Neg");
    };
    static ItemId wireInto(const CommandFixture& f, ItemId item) {
        for (const Wire* wire : f.document.all<Wire>()) {
            if (wire->to.item == item) { return wire->id; }
        }
        return {};
    }
    static ItemId sourceOf(const CommandFixture& f, ItemId item) {
        const Wire* wire = f.document.find<Wire>(wireInto(f, item));
        return wire == nullptr ? ItemId{} : wire->from.item;
    }
    static QStringList portsOf(const CommandFixture& f, ItemId item) {
        QStringList ports;
        for (const Wire* wire : f.document.all<Wire>()) {
            if (wire->to.item != item) { continue; }
            ports.append(QString::fromStdString(wire->to.port) + '<' +
                         QString::number(wire->from.item.value));
        }
        ports.sort();
        return ports;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstWireTools> registered;
}

#include "tst_wire_tools.moc"
