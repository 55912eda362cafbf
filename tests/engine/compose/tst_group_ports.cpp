// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/compose/file/project_io.h"
#include "engine/compose/ports.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// The sockets that a group's border shows, and their order.
class TstGroupPorts : public QObject {
    Q_OBJECT

private slots:
    void onlyWhatCrossesTheBorderIsAPort() {
        Drawing d;
        const ItemId x = d.placeholder("x", DType::Float, {2});
        const ItemId group = d.group("group");
        const ItemId inner = d.op("inner", "Neg", {}, d.group("deep", group));
        const ItemId last = d.op("last", "Neg", {}, group);
        const ItemId out = d.op("out", "Neg");
        d.wire(inner, "y", last, "x");
        QVERIFY(ports(d, group, Side::Inputs).empty());
        d.wire(x, "output", inner, "x");
        d.wire(last, "y", out, "x");
        d.wire(x, kControlPort, last, kControlPort);
        QCOMPARE(ports(d, group, Side::Inputs), (std::vector<PortRef>{{inner, "x"}}));
        QCOMPARE(ports(d, group, Side::Outputs), (std::vector<PortRef>{{last, "y"}}));
        QVERIFY(ports(d, x, Side::Outputs).empty());
    }

    void theOrderIsKeptAndNewOnesComeLast() {
        Drawing d;
        const ItemId x = d.placeholder("x", DType::Float, {2});
        const ItemId group = d.group("group");
        std::vector<PortRef> all;
        for (const char* name : {"a", "b", "c"}) {
            const ItemId item = d.op(name, "Neg", {}, group);
            d.wire(x, "output", item, "x");
            all.push_back({item, "x"});
        }
        QCOMPARE(ports(d, group, Side::Inputs), all);
        Item ordered = *d.document.item(group);
        // One that nothing is wired to any more says nothing about the others.
        ordered.what = GroupItem{{all[2], {all[0].item, "gone"}, all[1]}, {}};
        d.put(std::move(ordered));
        const std::vector<PortRef> want{all[2], all[1], all[0]};
        QCOMPARE(ports(d, group, Side::Inputs), want);
        d.document = must(documentFromBytes(documentToBytes(d.document)));
        QCOMPARE(ports(d, group, Side::Inputs), want);
        Edit edit(d.document);
        edit.remove(all[2].item);
        QCOMPARE(std::get<GroupItem>(edit.document().item(group)->what).inputs.size(),
                 std::size_t{2});
        QVERIFY_OK(edit.finish());
    }

private:
    static std::vector<PortRef> ports(const Drawing& d, ItemId group, Side side) {
        return borderPorts(d.document, *d.document.item(group), side);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstGroupPorts> registered;
}

#include "tst_group_ports.moc"
