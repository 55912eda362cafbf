// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The layered layout held against Graphviz `dot`, run as a program of its own.

#include <QLineF>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <random>

#include "tests/support/test_main.h"
#include "ui/canvas/layout/layered_layout.h"

namespace weft::ui::test {

using Path = std::vector<QPointF>;

class TstLayoutCrossings : public QObject {
    Q_OBJECT

private slots:
    void crossingsOfTwoLinesAreCounted() {
        LayoutGraph graph;
        graph.boxes.assign(4, QSizeF(10, 10));
        graph.edges = {{0, 3, 5, 5}, {1, 2, 5, 5}};
        const std::vector<Path> crossed = {{{0, 0}, {100, 100}}, {{0, 100}, {100, 0}}};
        QCOMPARE(crossings(graph, crossed), 1);
        const std::vector<Path> apart = {{{0, 0}, {100, 0}}, {{0, 100}, {100, 100}}};
        QCOMPARE(crossings(graph, apart), 0);
    }

    /// Over graphs of several kinds no more crossings than dot has, with a little to spare: it knows
    /// no sockets, and may turn a box's wires round.
    void crossesNoMoreThanDot() {
        const QString dot = QStandardPaths::findExecutable(QStringLiteral("dot"));
        if (dot.isEmpty()) { QSKIP("dot of graphviz is not installed"); }
        int ours = 0;
        int theirs = 0;
        for (unsigned seed = 1; seed <= 4; ++seed) {
            for (const LayoutGraph& graph : {chains(seed, 40), chains(seed, 90), towers(seed)}) {
                const std::vector<Path> drawn = pathsOf(graph);
                const std::vector<Path> reference = pathsOfDot(dot, graph);
                QCOMPARE(reference.size(), graph.edges.size());
                const int mine = crossings(graph, drawn);
                const int its = crossings(graph, reference);
                qInfo("%zu boxes, %zu edges: %d crossings, dot %d", graph.boxes.size(),
                      graph.edges.size(), mine, its);
                ours += mine;
                theirs += its;
            }
        }
        QVERIFY2(ours <= theirs * 1.25,
                 qPrintable(QStringLiteral("%1 crossings, dot %2").arg(ours).arg(theirs)));
    }

private:
    static LayoutGraph boxes(int count) {
        LayoutGraph graph;
        graph.boxes.assign(static_cast<std::size_t>(count), QSizeF(144, 68));
        graph.follow.assign(static_cast<std::size_t>(count), false);
        return graph;
    }
    static void join(LayoutGraph& graph, int from, int to) {
        graph.edges.push_back({from, to, 34, 34, false});
    }
    /// Each box reads one or two earlier ones, mostly near ones.
    static LayoutGraph chains(unsigned seed, int count) {
        std::mt19937 random(seed);
        LayoutGraph graph = boxes(count);
        for (int i = 1; i < count; ++i) {
            const int reads = 1 + static_cast<int>(random() % 2);
            for (int k = 0; k < reads; ++k) {
                const int reach = std::min(i, random() % 8 == 0 ? i : 6);
                join(graph, i - 1 - static_cast<int>(random() % static_cast<unsigned>(reach)), i);
            }
        }
        return graph;
    }
    /// Layers of boxes as networks have them: a kernel and a bias each, three towers, one loss.
    static LayoutGraph towers(unsigned seed) {
        std::mt19937 random(seed);
        LayoutGraph graph = boxes(1 + 3 * 5 * 4 + 1);
        int next = 1;
        for (int tower = 0; tower < 3; ++tower) {
            int before = 0;
            for (int layer = 0; layer < 5; ++layer, next += 4) {
                join(graph, next + 2, next);      // kernel into the product
                join(graph, next + 3, next + 1);  // bias into the sum
                join(graph, before, next);
                join(graph, next, next + 1);
                if (layer > 1 && random() % 3 == 0) { join(graph, next - 7, next + 1); }
                before = next + 1;
            }
            join(graph, before, 61);
        }
        return graph;
    }

    static std::vector<Path> pathsOf(const LayoutGraph& graph) {
        const LayoutResult result = layeredLayout(graph);
        std::vector<Path> paths;
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            const LayoutGraph::Edge& edge = graph.edges[e];
            const auto from = static_cast<std::size_t>(edge.from);
            const auto to = static_cast<std::size_t>(edge.to);
            Path path = {result.positions[from] + QPointF(graph.boxes[from].width(), edge.fromY)};
            for (const QPointF& p : result.through[e]) { path.push_back(p); }
            path.push_back(result.positions[to] + QPointF(0, edge.toY));
            paths.push_back(std::move(path));
        }
        return paths;
    }

    /// Runs dot on the same boxes; its splines as short pieces, in the order of the edges.
    static std::vector<Path> pathsOfDot(const QString& dot, const LayoutGraph& graph) {
        QByteArray text =
            "digraph g { rankdir=LR; nodesep=0.33; ranksep=0.55;"
            " node [shape=box, fixedsize=true];\n";
        for (std::size_t i = 0; i < graph.boxes.size(); ++i) {
            text += QStringLiteral("n%1 [width=%2, height=%3];\n")
                        .arg(i)
                        .arg(graph.boxes[i].width() / 72)
                        .arg(graph.boxes[i].height() / 72)
                        .toLatin1();
        }
        for (const LayoutGraph::Edge& edge : graph.edges) {
            text += QStringLiteral("n%1 -> n%2;\n").arg(edge.from).arg(edge.to).toLatin1();
        }
        text += "}\n";
        QProcess program;
        program.start(dot, {"-Tplain"});
        if (!program.waitForStarted()) { return {}; }
        program.write(text);
        program.closeWriteChannel();
        if (!program.waitForFinished(60000)) { return {}; }
        return read(QString::fromLatin1(program.readAllStandardOutput()), graph);
    }

    /// Lines `edge n1 n2 COUNT x1 y1 ...`; several between the same two come in their order.
    static std::vector<Path> read(const QString& plain, const LayoutGraph& graph) {
        QHash<QString, QList<Path>> found;
        for (const QString& line : plain.split('\n')) {
            const QStringList words = line.split(' ', Qt::SkipEmptyParts);
            if (words.value(0) != QStringLiteral("edge")) { continue; }
            const int count = words[3].toInt();
            Path control;
            for (int k = 0; k < count; ++k) {
                control.emplace_back(words[4 + 2 * k].toDouble(), words[5 + 2 * k].toDouble());
            }
            Path path;
            for (std::size_t k = 0; k + 3 < control.size(); k += 3) {
                for (int t = 0; t <= 8; ++t) { path.push_back(onCubic(&control[k], t / 8.0)); }
            }
            found[words[1] + '>' + words[2]].append(path);
        }
        std::vector<Path> paths;
        for (const LayoutGraph::Edge& edge : graph.edges) {
            QList<Path>& list = found[QStringLiteral("n%1>n%2").arg(edge.from).arg(edge.to)];
            if (list.isEmpty()) { return {}; }
            paths.push_back(list.takeFirst());
        }
        return paths;
    }
    static QPointF onCubic(const QPointF* c, double t) {
        const double s = 1 - t;
        return c[0] * (s * s * s) + c[1] * (3 * s * s * t) + c[2] * (3 * s * t * t) +
               c[3] * (t * t * t);
    }

    /// Pairs of edges with no end in common that meet.
    static int crossings(const LayoutGraph& graph, const std::vector<Path>& paths) {
        int count = 0;
        for (std::size_t a = 0; a < paths.size(); ++a) {
            for (std::size_t b = a + 1; b < paths.size(); ++b) {
                const LayoutGraph::Edge& x = graph.edges[a];
                const LayoutGraph::Edge& y = graph.edges[b];
                const bool joined =
                    x.from == y.from || x.to == y.to || x.from == y.to || x.to == y.from;
                count += !joined && meet(paths[a], paths[b]) ? 1 : 0;
            }
        }
        return count;
    }
    static bool meet(const Path& a, const Path& b) {
        for (std::size_t i = 1; i < a.size(); ++i) {
            const QLineF piece(a[i - 1], a[i]);
            for (std::size_t k = 1; k < b.size(); ++k) {
                const QLineF other(b[k - 1], b[k]);
                if (piece.intersects(other, nullptr) == QLineF::BoundedIntersection) {
                    return true;
                }
            }
        }
        return false;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstLayoutCrossings> registered;
}

#include "tst_layout_crossings.moc"
