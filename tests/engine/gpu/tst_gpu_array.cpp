// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels that cut, join, index and pool, emulated, against the processor's.

#include <QObject>
#include <QTest>

#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/op_on_both.h"
#include "tests/support/test_main.h"

#define QCOMPARE_ON_GPU(...) \
    QCOMPARE(QString::fromStdString(differenceOnGpu(__VA_ARGS__)), QString())

namespace weft::test {
namespace {

const DType kF = DType::Float;
using Ints = std::vector<std::int64_t>;

}  // namespace

class TstGpuArray : public QObject {
    Q_OBJECT

private slots:
    void joinsAndCuts() {
        const Tensor a = randomTensor(kF, Shape{2, 3, 4});
        const Tensor b = randomTensor(kF, Shape{2, 1, 4}, -2, 2, 2);
        const Tensor axis = Tensor::scalar<std::int32_t>(1);
        const AttrMap two{{"N", std::int64_t{2}}};
        QCOMPARE_ON_GPU({.op = "ConcatV2", .inputs = {a, b, axis}, .attrs = two});
        QCOMPARE_ON_GPU(
            {.op = "ConcatV2", .inputs = {a, b, Tensor::scalar<std::int32_t>(-2)}, .attrs = two});
        QCOMPARE_ON_GPU({.op = "Concat", .inputs = {axis, a, b}, .attrs = two});
        QCOMPARE_ON_GPU({.op = "Split",
                         .inputs = {Tensor::scalar<std::int32_t>(2), a},
                         .attrs = {{"num_split", std::int64_t{2}}}});
        QCOMPARE_ON_GPU({.op = "SplitV",
                         .inputs = {a, int32s({1, 2}), axis},
                         .attrs = {{"num_split", std::int64_t{2}}}});
        for (const std::int64_t where : {0, 1, -1}) {
            QCOMPARE_ON_GPU({.op = "Pack",
                             .inputs = {a, a},
                             .attrs = {{"N", std::int64_t{2}}, {"axis", where}}});
        }
        QCOMPARE_ON_GPU({.op = "Unpack",
                         .inputs = {a},
                         .attrs = {{"num", std::int64_t{3}}, {"axis", std::int64_t{1}}}});
        QCOMPARE_ON_GPU({.op = "Unpack",
                         .inputs = {a},
                         .attrs = {{"num", std::int64_t{4}}, {"axis", std::int64_t{-1}}}});
    }

    void stridedSlices_data() {
        QTest::addColumn<QList<int>>("spec");   // begin end stride, three each
        QTest::addColumn<QList<int>>("masks");  // begin end ellipsis new_axis shrink
        QTest::newRow("plain") << QList<int>{0, 1, 1, 2, 3, 4, 1, 1, 2}
                               << QList<int>{0, 0, 0, 0, 0};
        QTest::newRow("backwards")
            << QList<int>{-1, 2, 3, 0, 0, 0, -1, -1, -2} << QList<int>{0, 2, 0, 0, 0};
        QTest::newRow("masked") << QList<int>{1, 1, 1, 1, 2, 2, 1, 1, 1}
                                << QList<int>{5, 6, 0, 0, 0};
        QTest::newRow("shrunk") << QList<int>{1, 0, -1, 2, 3, 0, 1, 1, 1}
                                << QList<int>{0, 0, 0, 0, 5};
        QTest::newRow("ellipsis") << QList<int>{1, 0, 2, 2, 0, 4, 1, 1, 1}
                                  << QList<int>{0, 0, 2, 0, 0};
        QTest::newRow("new axis") << QList<int>{0, 1, 0, 0, 2, 2, 1, 1, 1}
                                  << QList<int>{0, 0, 0, 1, 0};
    }
    void stridedSlices() {
        QFETCH(QList<int>, spec);
        QFETCH(QList<int>, masks);
        const auto part = [&](int i) {
            return int32s({spec[3 * i], spec[3 * i + 1], spec[3 * i + 2]});
        };
        AttrMap attrs;
        const char* names[] = {"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask",
                               "shrink_axis_mask"};
        for (int i = 0; i < 5; ++i) { attrs.set(names[i], static_cast<std::int64_t>(masks[i])); }
        QCOMPARE_ON_GPU({.op = "StridedSlice",
                         .inputs = {randomTensor(kF, Shape{2, 3, 4}), part(0), part(1), part(2)},
                         .attrs = attrs});
    }
    void gradientOfAStridedSlice() {
        QCOMPARE_ON_GPU({.op = "StridedSliceGrad",
                         .inputs = {int32s({4, 5}), int32s({1, 4}), int32s({4, 0}), int32s({2, -2}),
                                    randomTensor(kF, Shape{2, 2})}});
    }

    void paddings() {
        const Tensor x = randomTensor(kF, Shape{2, 3});
        const Tensor by =
            Tensor::ofValues<std::int32_t>(Shape{2, 2}, std::vector<std::int32_t>{1, 0, 2, 3});
        QCOMPARE_ON_GPU({.op = "Pad", .inputs = {x, by}});
        QCOMPARE_ON_GPU({.op = "PadV2", .inputs = {x, by, Tensor::scalar(7.0F)}});
    }

    void rowsByIndex() {
        const Tensor x = randomTensor(kF, Shape{5, 3, 2});
        for (const DType t : {DType::Int32, DType::Int64}) {
            const Tensor indices = randomIndices(t, Shape{2, 4}, 5);
            QCOMPARE_ON_GPU({.op = "Gather", .inputs = {x, indices}});
            QCOMPARE_ON_GPU(
                {.op = "GatherV2",
                 .inputs = {x, randomIndices(t, Shape{4}, 3), Tensor::scalar<std::int32_t>(1)}});
            QCOMPARE_ON_GPU(
                {.op = "UnsortedSegmentSum",
                 .inputs = {randomTensor(kF, Shape{8, 3}), randomIndices(t, Shape{8}, 4),
                            Tensor::scalar<std::int32_t>(5)},
                 .tolerance = 1e-6});
            QCOMPARE_ON_GPU({.op = "OneHot",
                             .inputs = {indices, Tensor::scalar<std::int32_t>(5),
                                        Tensor::scalar(2.0F), Tensor::scalar(-1.0F)}});
            QCOMPARE_ON_GPU({.op = "OneHot",
                             .inputs = {indices, Tensor::scalar<std::int32_t>(3),
                                        Tensor::scalar(2.0F), Tensor::scalar(-1.0F)},
                             .attrs = {{"axis", std::int64_t{1}}}});
            for (const char* op : {"ScatterAdd", "ScatterSub", "ScatterMul", "ScatterUpdate"}) {
                for (const std::string prefix : {"", "Resource"}) {
                    QCOMPARE_ON_GPU(
                        {.op = prefix + op,
                         .inputs = {randomTensor(kF, Shape{6, 3}), randomIndices(t, Shape{5}, 6, 3),
                                    randomTensor(kF, Shape{5, 3})},
                         .variables = 1,
                         .calls = 2});
                }
            }
        }
    }

    void bestAndSums() {
        const Tensor x = randomTensor(kF, Shape{3, 70, 4});
        for (const std::int32_t axis : {0, 1, -1}) {
            QCOMPARE_ON_GPU({.op = "ArgMax", .inputs = {x, Tensor::scalar(axis)}});
            QCOMPARE_ON_GPU({.op = "ArgMin",
                             .inputs = {x, Tensor::scalar(axis)},
                             .attrs = {{"output_type", DType::Int32}}});
            for (const bool on : {false, true}) {
                QCOMPARE_ON_GPU({.op = "Cumsum",
                                 .inputs = {x, Tensor::scalar(axis)},
                                 .attrs = {{"exclusive", on}, {"reverse", !on}},
                                 .tolerance = 1e-5});
            }
        }
    }

    void pooling_data() {
        QTest::addColumn<QString>("padding");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("stride");
        for (const char* padding : {"SAME", "VALID"}) {
            for (const auto& [size, stride] :
                 {std::pair{2, 2}, std::pair{3, 1}, std::pair{3, 2}, std::pair{2, 3}}) {
                QTest::addRow("%s %d/%d", padding, size, stride) << padding << size << stride;
            }
        }
    }
    void pooling() {
        QFETCH(QString, padding);
        QFETCH(int, size);
        QFETCH(int, stride);
        const AttrMap attrs{{"ksize", Ints{1, size, size, 1}},
                            {"strides", Ints{1, stride, stride, 1}},
                            {"padding", padding.toStdString()}};
        const Shape shape{2, 7, 6, 3};
        // Many equal numbers: the first is the maximum.
        Tensor x = randomTensor(kF, shape, 0, 4);
        for (float& value : x.mutableValues<float>()) { value = std::floor(value); }
        QCOMPARE_ON_GPU({.op = "MaxPool", .inputs = {x}, .attrs = attrs});
        QCOMPARE_ON_GPU({.op = "AvgPool", .inputs = {x}, .attrs = attrs, .tolerance = 1e-6});
        const auto places = [&](std::int64_t n) {
            return padding == "SAME" ? (n + stride - 1) / stride : (n - size) / stride + 1;
        };
        const Shape small{2, places(7), places(6), 3};
        const Tensor dy = randomTensor(kF, small);
        QCOMPARE_ON_GPU({.op = "MaxPoolGrad",
                         .inputs = {x, randomTensor(kF, small), dy},
                         .attrs = attrs,
                         .tolerance = 1e-6});
        QCOMPARE_ON_GPU({.op = "AvgPoolGrad",
                         .inputs = {int32s({2, 7, 6, 3}), dy},
                         .attrs = attrs,
                         .tolerance = 1e-6});
    }

    void convolutions_data() {
        QTest::addColumn<QString>("padding");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("stride");
        QTest::newRow("same") << "SAME" << 3 << 1;
        QTest::newRow("same, uneven") << "SAME" << 3 << 2;
        QTest::newRow("valid") << "VALID" << 2 << 3;
        // For this one the emulated card has no engine: the processor's kernel runs on copies.
        QTest::newRow("no engine") << "SAME" << 6 << 5;
    }
    void convolutions() {
        QFETCH(QString, padding);
        QFETCH(int, size);
        QFETCH(int, stride);
        const AttrMap attrs{{"strides", Ints{1, stride, stride, 1}},
                            {"padding", padding.toStdString()}};
        const Tensor x = randomTensor(kF, Shape{2, 8, 6, 3});
        const Tensor w = randomTensor(kF, Shape{size, size, 3, 5}, -1, 1, 2);
        const auto places = [&](std::int64_t n) {
            return padding == "SAME" ? (n + stride - 1) / stride : (n - size) / stride + 1;
        };
        const Tensor dy = randomTensor(kF, Shape{2, places(8), places(6), 5}, -1, 1, 3);
        QCOMPARE_ON_GPU({.op = "Conv2D", .inputs = {x, w}, .attrs = attrs, .tolerance = 1e-5});
        QCOMPARE_ON_GPU({.op = "Conv2DBackpropInput",
                         .inputs = {int32s({2, 8, 6, 3}), w, dy},
                         .attrs = attrs,
                         .tolerance = 1e-5});
        QCOMPARE_ON_GPU({.op = "Conv2DBackpropFilter",
                         .inputs = {x, int32s({size, size, 3, 5}), dy},
                         .attrs = attrs,
                         .tolerance = 2e-5});
    }
    void withoutCudnnConvolutionsStayOnTheProcessor() {
        emulatedCard().withoutCudnn = 1;
        const std::string why = differenceOnGpu(
            {.op = "Conv2D",
             .inputs = {randomTensor(kF, Shape{1, 4, 4, 1}), randomTensor(kF, Shape{2, 2, 1, 1})},
             .attrs = {{"strides", Ints{1, 1, 1, 1}}, {"padding", std::string("SAME")}}});
        emulatedCard().withoutCudnn = 0;
        QVERIFY2(why.find("libcudnn.so.9 was not found") != std::string::npos, why.c_str());
    }

    void batchNorms() {
        const Tensor x = randomTensor(kF, Shape{3, 9, 5, 4});
        const Tensor scale = randomTensor(kF, Shape{4}, 0.5, 2);
        const Tensor offset = randomTensor(kF, Shape{4});
        const Tensor mean = randomTensor(kF, Shape{4});
        const Tensor variance = randomTensor(kF, Shape{4}, 0.5, 2);
        for (const bool training : {true, false}) {
            const AttrMap attrs{{"is_training", training}};
            for (const char* op : {"FusedBatchNorm", "FusedBatchNormV2"}) {
                QCOMPARE_ON_GPU({.op = op,
                                 .inputs = {x, scale, offset, mean, variance},
                                 .attrs = attrs,
                                 .tolerance = 5e-6});
                QCOMPARE_ON_GPU({.op = QString(op).replace("Norm", "NormGrad").toStdString(),
                                 .inputs = {x, randomTensor(kF, Shape{3, 9, 5, 4}, -1, 1, 9), scale,
                                            mean, variance},
                                 .attrs = attrs,
                                 .tolerance = 2e-5});
            }
        }
        QCOMPARE_ON_GPU({.op = "FusedBatchNormV2",
                         .inputs = {x, scale, offset, mean, variance},
                         .attrs = {{"exponential_avg_factor", 0.25F}},
                         .tolerance = 5e-6});
        QCOMPARE_ON_GPU({.op = "FusedBatchNormV2",
                         .inputs = {randomTensor(DType::Half, Shape{3, 2, 2, 4}), scale, offset,
                                    mean, variance},
                         .tolerance = 5e-3});
    }
};

namespace {
const Registered<TstGpuArray> registered;
}

}  // namespace weft::test

#include "tst_gpu_array.moc"
