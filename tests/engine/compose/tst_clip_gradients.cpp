// SPDX-License-Identifier: Apache-2.0
/// @file
/// The nodes compared here are those that TensorFlow 2.21's compat.v1 prints for tf.clip_by_value,
/// tf.clip_by_norm and tf.clip_by_global_norm; whole optimizers that clip are in tst_optimizers.

#include "engine/compose/training/clip_gradients.h"

#include <QTest>
#include <cmath>
#include <limits>

#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using By = GradientClip::By;

/// Placeholders for gradients.
class Gradients {
public:
    Graph graph;
    std::vector<OptimizedVariable> variables;
    std::vector<Expr> all;

    Expr input(const std::string& name, const PartialShape& shape, DType type = DType::Float) {
        return Scope(graph).expr(must(
            NodeWriter(graph).add(name, "Placeholder", {}, {{"dtype", type}, {"shape", shape}})));
    }
    void add(const std::string& name, const PartialShape& shape, DType type = DType::Float) {
        addOf(input(name, shape, type), shape);
    }
    /// By rows: placeholders NAME and NAME_indices.
    void addRows(const std::string& name, const PartialShape& rows) {
        const Expr values = input(name, rows);
        const Expr indices = input(name + "_indices", {-1}, DType::Int32);
        addOf(Expr::ofRows(values, indices, intConstant(values, 5)), rows);
    }
    void addOf(const Expr& gradient, const PartialShape& shape) {
        all.push_back(gradient);
        variables.push_back({{}, "v", DType::Float, shape, false});
    }
    Status clip(By by, double limit, const std::string& prefix = {}) {
        m_first = static_cast<qsizetype>(graph.size());
        return clipGradients(graph, prefix, {by, limit}, variables, all);
    }
    /// What clip() wrote, node by node.
    QStringList written() const { return listing(graph).mid(m_first); }
    QString nameOf(std::size_t i) const {
        const Expr& g = all[i].rows() == nullptr ? all[i] : all[i].rows()->values;
        return QString::fromStdString(graph.nameOf(g.endpoint()));
    }
    std::string placeOf(const char* node) const {
        const auto places = graph.find(node)->attrs.getOr<std::vector<std::string>>("_class", {});
        return places.empty() ? std::string() : places.front();
    }

private:
    qsizetype m_first = 0;
};

QStringList normLines(const QString& axes, const QString& sizes) {
    QStringList lines{"clip_by_norm/mul Mul g,g"};
    lines += axes.split('\n');
    lines += {QString("clip_by_norm/Sum Sum clip_by_norm/mul,")
                  .append(axes.section('\n', -1).section(' ', 0, 0)),
              "clip_by_norm/Greater/y Const ",
              "clip_by_norm/Greater Greater clip_by_norm/Sum,clip_by_norm/Greater/y",
              sizes,
              "clip_by_norm/ones_like/Const Const ",
              QString("clip_by_norm/ones_like Fill %1,clip_by_norm/ones_like/Const")
                  .arg(sizes.section(' ', 0, 0)),
              "clip_by_norm/Select Select "
              "clip_by_norm/Greater,clip_by_norm/Sum,clip_by_norm/ones_like",
              "clip_by_norm/Sqrt Sqrt clip_by_norm/Select",
              "clip_by_norm/Select_1 Select "
              "clip_by_norm/Greater,clip_by_norm/Sqrt,clip_by_norm/Sum",
              "clip_by_norm/mul_1/y Const ",
              "clip_by_norm/mul_1 Mul g,clip_by_norm/mul_1/y",
              "clip_by_norm/Maximum/y Const ",
              "clip_by_norm/Maximum Maximum clip_by_norm/Select_1,clip_by_norm/Maximum/y",
              "clip_by_norm/truediv RealDiv clip_by_norm/mul_1,clip_by_norm/Maximum",
              "clip_by_norm Identity clip_by_norm/truediv"};
    return lines;
}

}  // namespace

class TstClipGradients : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoLimitIsRefused_data() {
        QTest::addColumn<double>("limit");
        QTest::addColumn<QString>("got");
        QTest::newRow("zero") << 0.0 << "got 0,";
        QTest::newRow("negative") << -1.5 << "got -1.5,";
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << "got inf,";
        QTest::newRow("NaN") << std::numeric_limits<double>::quiet_NaN() << "got nan,";
    }
    void whatIsNoLimitIsRefused() {
        QFETCH(const double, limit);
        QFETCH(const QString, got);
        for (const By by : {By::Value, By::Norm, By::GlobalNorm}) {
            Gradients g;
            g.add("g", {2});
            const Status status = g.clip(by, limit);
            QVERIFY_FAILS(status, "INVALID_ARGUMENT", qPrintable(got));
            QVERIFY_FAILS(status, "INVALID_ARGUMENT", "want a finite number above 0");
            QVERIFY(g.written().isEmpty());
        }
    }

    void aParameterThatIsNoLimitIsAFindingThere() {
        for (const float limit : {0.0F, -2.0F, std::nanf("")}) {
            Drawing d;
            const ItemId w = d.recipe("w", "Variable");
            const ItemId adam =
                d.recipe("Adam", "Adam", {{"clip_by", "norm"}, {"clip_limit", limit}});
            d.wire(w, "value", adam, "loss");
            const Expansion e = expandDocument(d.document);
            QCOMPARE(e.findings.size(), std::size_t{1});
            QCOMPARE(e.findings[0].item, adam);
            QCOMPARE(e.findings[0].kind, Finding::Kind::BadParameter);
            const QString text = QString::fromStdString(e.findings[0].text);
            QVERIFY2(text.startsWith("attribute 'clip_limit': "), qPrintable(text));
            QVERIFY2(text.endsWith(", want a finite number above 0"), qPrintable(text));
        }
    }

    void gradientsOfSeveralDtypesHaveNoGlobalNorm() {
        Gradients g;
        g.add("a", {2});
        g.add("b", {2}, DType::Double);
        QVERIFY_FAILS(g.clip(By::GlobalNorm, 1), "INVALID_ARGUMENT",
                      "got float32 and float64, want one dtype");
        QVERIFY_OK(g.clip(By::Norm, 1));
        QCOMPARE(g.graph.output(g.all[1].endpoint()).type, DType::Double);
    }

    void nothingIsWrittenWhereNothingIsClipped() {
        Gradients g;
        g.add("g", {2});
        QVERIFY_OK(g.clip(By::None, 1));
        QVERIFY(g.written().isEmpty());
        QCOMPARE(g.nameOf(0), "g:0");
    }

    void normsOfAllRanks_data() {
        QTest::addColumn<QString>("axes");
        QTest::addColumn<QString>("sizes");
        const QString range =
            "clip_by_norm/range/start Const \nclip_by_norm/range/delta Const \n"
            "clip_by_norm/range Range "
            "clip_by_norm/range/start,clip_by_norm/Rank,clip_by_norm/range/delta";
        const QString known = "clip_by_norm/ones_like/Shape/shape_as_tensor Const ";
        QTest::newRow("2") << "clip_by_norm/Const Const " << known;
        QTest::newRow("0") << "clip_by_norm/Rank Const \n" + range << known;
        QTest::newRow("unknown") << "clip_by_norm/Rank Rank clip_by_norm/mul\n" + range
                                 << "clip_by_norm/ones_like/Shape Shape clip_by_norm/Sum";
    }
    void normsOfAllRanks() {
        QFETCH(const QString, axes);
        QFETCH(const QString, sizes);
        const std::map<QString, PartialShape> shapes{
            {"2", {-1, 3}}, {"0", PartialShape::scalar()}, {"unknown", PartialShape::unknown()}};
        Gradients g;
        g.add("g", shapes.at(QTest::currentDataTag()));
        QVERIFY_OK(g.clip(By::Norm, 0.5));
        QCOMPARE(g.written(), normLines(axes, sizes));
        QVERIFY(g.graph.find("clip_by_norm/Sum")->attrs.getOr<bool>("keep_dims", false));
        QCOMPARE(g.nameOf(0), "clip_by_norm:0");
    }

    void oneNormOfAllGradients() {
        Gradients g;
        g.add("a", {2, 3});
        g.addRows("b", {-1, 2});
        QVERIFY_OK(g.clip(By::GlobalNorm, 0.5, "train/"));
        const QString norm = "train/global_norm/global_norm";
        const QString in = "train/clip_by_global_norm/";
        QCOMPARE(g.written(),
                 QStringList({"train/global_norm/L2Loss L2Loss a",
                              "train/global_norm/L2Loss_1 L2Loss b",
                              "train/global_norm/stack Pack "
                              "train/global_norm/L2Loss,train/global_norm/L2Loss_1",
                              "train/global_norm/Const Const ",
                              "train/global_norm/Sum Sum "
                              "train/global_norm/stack,train/global_norm/Const",
                              "train/global_norm/Const_1 Const ",
                              "train/global_norm/mul Mul "
                              "train/global_norm/Sum,train/global_norm/Const_1",
                              norm + " Sqrt train/global_norm/mul",
                              in + "truediv/x Const ",
                              in + "truediv RealDiv " + in + "truediv/x," + norm,
                              in + "Const Const ",
                              in + "truediv_1/y Const ",
                              in + "truediv_1 RealDiv " + in + "Const," + in + "truediv_1/y",
                              in + "Minimum Minimum " + in + "truediv," + in + "truediv_1",
                              in + "mul/x Const ",
                              in + "mul Mul " + in + "mul/x," + in + "Minimum",
                              in + "sub Sub " + norm + "," + norm,
                              in + "add AddV2 " + in + "mul," + in + "sub",
                              in + "mul_1 Mul a," + in + "add",
                              in + "train/clip_by_global_norm/_0 Identity " + in + "mul_1",
                              in + "mul_2 Mul b," + in + "add",
                              in + "train/clip_by_global_norm/_1 Identity " + in + "mul_2"}));
        // Beside what they are of.
        QCOMPARE(g.placeOf("train/global_norm/L2Loss_1"), std::string("loc:@b"));
        QCOMPARE(g.placeOf("train/clip_by_global_norm/mul_2"), std::string("loc:@b"));
        QCOMPARE(g.placeOf("train/clip_by_global_norm/train/clip_by_global_norm/_0"),
                 std::string("loc:@a"));
        QCOMPARE(g.placeOf("train/global_norm/stack"), std::string());
        // What goes by rows still does, to the same ones.
        QVERIFY(g.all[1].rows() != nullptr);
        QCOMPARE(g.graph.nameOf(g.all[1].rows()->indices.endpoint()), std::string("b_indices:0"));
    }

    void namesAreMadeUnique() {
        Gradients g;
        g.add("clip_by_value", {2});
        g.add("b", {2});
        QVERIFY_OK(g.clip(By::Value, 1));
        QCOMPARE(g.nameOf(0), "clip_by_value_1:0");
        QCOMPARE(g.nameOf(1), "clip_by_value_2:0");
        QVERIFY_OK(g.clip(By::GlobalNorm, 1));
        QVERIFY_OK(g.clip(By::GlobalNorm, 1));
        QCOMPARE(g.nameOf(1), "clip_by_global_norm_1/clip_by_global_norm_1/_1:0");
    }

    void gradientsAreClipped_data() {
        QTest::addColumn<int>("by");
        QTest::addColumn<QList<float>>("a");
        QTest::addColumn<QList<float>>("b");
        // Of a = [3, -4] and b = [12], with the limit 2.5.
        QTest::newRow("value") << int(By::Value) << QList<float>{2.5F, -2.5F} << QList<float>{2.5F};
        QTest::newRow("norm") << int(By::Norm) << QList<float>{1.5F, -2} << QList<float>{2.5F};
        QTest::newRow("global") << int(By::GlobalNorm) << QList<float>{7.5F / 13, -10.0F / 13}
                                << QList<float>{30.0F / 13};
    }
    void gradientsAreClipped() {
        QFETCH(const int, by);
        QFETCH(const QList<float>, a);
        QFETCH(const QList<float>, b);
        Gradients g;
        g.add("a", {2});
        g.add("b", {1});
        QVERIFY_OK(g.clip(static_cast<By>(by), 2.5));
        auto session = must(Session::create(g.graph));
        const auto run = [&](float factor) {
            const std::vector<float> inA{3 * factor, -4 * factor};
            const std::vector<float> inB{12 * factor};
            return must(session->run({{{"a:0", Tensor::ofValues<float>(Shape{2}, inA)},
                                       {"b:0", Tensor::ofValues<float>(Shape{1}, inB)}},
                                      {g.nameOf(0).toStdString(), g.nameOf(1).toStdString()},
                                      {}}));
        };
        const auto clipped = run(1);
        for (qsizetype i = 0; i < 2; ++i) {
            QVERIFY(std::abs(clipped[0].values<float>()[std::size_t(i)] - a[i]) < 1e-6F);
        }
        QVERIFY(std::abs(clipped[1].values<float>()[0] - b[0]) < 1e-6F);
        // What is short enough stays, zero too.
        QVERIFY(std::abs(run(0.125F)[0].values<float>()[1] + 0.5F) < 1e-6F);
        QCOMPARE(run(0)[0].values<float>()[0], 0.0F);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstClipGradients> registered;
}

#include "tst_clip_gradients.moc"
