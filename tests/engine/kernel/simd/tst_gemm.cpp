// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Core>
#include <QTest>
#include <random>
#include <vector>

#include "engine/kernel/gemm.h"
#include "engine/kernel/parallel.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

template <class T>
std::vector<T> randomMatrix(std::int64_t elements, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> small(-8, 8);
    std::vector<T> values(static_cast<std::size_t>(elements));
    for (T& value : values) { value = static_cast<T>(small(random)); }
    return values;
}

/// Small whole numbers: every order of summing gives the same, exact result.
template <class T>
bool agreesWithEigen(const Gemm& g) {
    using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const std::vector<T> a = randomMatrix<T>(g.m * g.k, 1);
    const std::vector<T> b = randomMatrix<T>(g.k * g.n, 2);
    std::vector<T> c(static_cast<std::size_t>(g.m * g.n), T{77});
    gemm(g, a.data(), b.data(), c.data());
    const Eigen::Map<const Matrix> left(a.data(), g.transposeA ? g.k : g.m,
                                        g.transposeA ? g.m : g.k);
    const Eigen::Map<const Matrix> right(b.data(), g.transposeB ? g.n : g.k,
                                         g.transposeB ? g.k : g.n);
    const Matrix l = g.transposeA ? Matrix(left.transpose()) : Matrix(left);
    const Matrix r = g.transposeB ? Matrix(right.transpose()) : Matrix(right);
    const Matrix want = l.lazyProduct(r);
    return Eigen::Map<const Matrix>(c.data(), g.m, g.n) == want;
}

}  // namespace

/// Matrix products of all sizes and transpositions.
class TstGemm : public QObject {
    Q_OBJECT

private slots:
    void emptyProducts();
    void agreesWithEigen_data();
    void agreesWithEigen();
    void fewRowsByManyWeights();
    void threadsDoNotMatter();
};

void TstGemm::emptyProducts() {
    std::vector<float> c(6, 7.0F);
    gemm(Gemm{2, 3, 0}, nullptr, nullptr, c.data());
    QCOMPARE(c, std::vector<float>(6, 0.0F));
    gemm(Gemm{0, 3, 2}, c.data(), c.data(), c.data());
}

void TstGemm::agreesWithEigen_data() {
    QTest::addColumn<int>("m");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("k");
    QTest::newRow("one element") << 1 << 1 << 1;
    QTest::newRow("row by matrix") << 1 << 37 << 19;
    QTest::newRow("matrix by column") << 37 << 1 << 700;
    QTest::newRow("dot product") << 1 << 1 << 1000;
    QTest::newRow("smaller than a block") << 5 << 7 << 3;
    QTest::newRow("ragged edges") << 13 << 65 << 33;
    QTest::newRow("several depths of k") << 9 << 20 << 1100;
    QTest::newRow("ten classes") << 100 << 10 << 64;
    QTest::newRow("oneDNN") << 101 << 67 << 129;
    QTest::newRow("several tasks") << 200 << 300 << 40;
}

void TstGemm::agreesWithEigen() {
    QFETCH(int, m);
    QFETCH(int, n);
    QFETCH(int, k);
    for (const bool ta : {false, true}) {
        for (const bool tb : {false, true}) {
            const Gemm g{m, n, k, ta, tb};
            QVERIFY(test::agreesWithEigen<float>(g));
            QVERIFY(test::agreesWithEigen<double>(g));
            QVERIFY(test::agreesWithEigen<std::int32_t>(g));
            QVERIFY(test::agreesWithEigen<std::int64_t>(g));
        }
    }
}

void TstGemm::fewRowsByManyWeights() {
    setComputeThreads(2);
    QVERIFY(test::agreesWithEigen<float>(Gemm{13, 1203, 901, false, true}));
    setComputeThreads(0);
}

void TstGemm::threadsDoNotMatter() {
    const Gemm g{200, 300, 170, false, true};
    std::vector<double> a = randomMatrix<double>(g.m * g.k, 1);
    for (double& value : a) { value *= 0.1; }
    const std::vector<double> b = randomMatrix<double>(g.k * g.n, 2);
    std::vector<double> one(static_cast<std::size_t>(g.m * g.n));
    std::vector<double> many(one.size());
    setComputeThreads(1);
    gemm(g, a.data(), b.data(), one.data());
    setComputeThreads(3);
    gemm(g, a.data(), b.data(), many.data());
    setComputeThreads(0);
    QVERIFY(one == many);
}

namespace {
const Registered<TstGemm> registered;
}  // namespace

}  // namespace weft::test

#include "tst_gemm.moc"
