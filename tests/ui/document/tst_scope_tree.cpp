// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/scope_tree.h"

#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstScopeTree : public QObject {
    Q_OBJECT

private slots:
    void init() {
        const auto node = [](const std::string& name, const std::string& inputs = {}) {
            return "node { name: '" + name + "' op: 'NoOp' " + inputs + " } ";
        };
        Result<Graph> graph =
            graphFromText(node("a/b/c") + node("a/b/d", "input: '^a/b/c'") + node("a") + node("z"),
                          {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
        QVERIFY2(graph.ok(), std::string(graph.status().message()).c_str());
        m_graph = *std::move(graph);
    }

    void idsThatAreNotThereAreEmpty() {
        const ScopeTree tree(m_graph, 1000);
        QVERIFY(tree.inside(999999).empty());
        QVERIFY(tree.inside(1).empty());
        QCOMPARE(tree.topOfId(5), quint64{5});
    }

    void scopesOpenLevelByLevel() {
        const ScopeTree tree(m_graph, 1000);
        const Diagram top = tree.inside(0);
        QCOMPARE(names(top), QStringList({"a", "z"}));
        const Diagram a = tree.inside(top.nodes[0].id);
        QCOMPARE(names(a), QStringList({"a", "b"}));
        const Diagram b = tree.inside(a.nodes[1].id);
        QCOMPARE(names(b), QStringList({"c", "d"}));
        QVERIFY(tree.inside(b.nodes[0].id).empty());
        QVERIFY(tree.inside(top.nodes[1].id).empty());
    }

    void everyNodeHasItsPlaceAtTheTop() {
        const ScopeTree tree(m_graph, 1000);
        const Diagram top = tree.inside(0);
        for (const Node& node : m_graph.nodes()) {
            const bool isZ = node.name == "z";
            QCOMPARE(tree.topOf(node.id), top.nodes[isZ ? 1 : 0].id);
            QCOMPARE(tree.topOfId(tree.idOf(node.id)), tree.topOf(node.id));
        }
    }

private:
    static QStringList names(const Diagram& d) {
        QStringList all;
        for (const DiagramNode& node : d.nodes) { all.append(node.name); }
        return all;
    }

    Graph m_graph;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstScopeTree> registered;
}

#include "tst_scope_tree.moc"
