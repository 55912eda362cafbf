// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/tensor_proto.h"

#include <QTest>
#include <limits>
#include <vector>

#include "engine/proto/tensor.pb.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using tensorflow::TensorProto;
using weft::DType;
using weft::Shape;
using weft::Tensor;
using weft::tensorFromProto;

namespace {

TensorProto message(DType type, const std::vector<std::int64_t>& dims) {
    TensorProto proto;
    proto.set_dtype(static_cast<tensorflow::DataType>(type));
    for (const std::int64_t size : dims) {
        proto.mutable_tensor_shape()->add_dim()->set_size(size);
    }
    return proto;
}

std::string bytesOf(const char* hex) { return QByteArray::fromHex(hex).toStdString(); }

}  // namespace

/// The first tests are rows 67 to 75 of the list of bad inputs.
class TstTensorProto : public QObject {
    Q_OBJECT

private slots:
    void contentOfAnotherSizeIsRefused() {
        for (const std::size_t size : {12U, 20U, 15U}) {
            TensorProto proto = message(DType::Float, {4});
            proto.set_tensor_content(std::string(size, '\0'));
            QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT",
                          "got " + std::to_string(size) + " bytes, want 16");
        }
    }

    void contentAndListAreRefused() {
        TensorProto proto = message(DType::Float, {1});
        proto.set_tensor_content(std::string(4, '\0'));
        proto.add_float_val(1);
        QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT", "both tensor_content");
    }

    void tooManyValuesAreRefused() {
        TensorProto proto = message(DType::Float, {2});
        for (int i = 0; i < 3; ++i) { proto.add_float_val(1); }
        QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT", "got 3, want at most 2");
        TensorProto texts = message(DType::String, {});
        texts.add_string_val("a");
        texts.add_string_val("b");
        QVERIFY_FAILS(tensorFromProto(texts), "INVALID_ARGUMENT", "got 2, want at most 1");
        TensorProto odd = message(DType::Complex64, {1});
        odd.add_scomplex_val(1);
        QVERIFY_FAILS(tensorFromProto(odd), "INVALID_ARGUMENT", "got 1, want at most 2");
    }

    void valuesInTheListOfAnotherTypeAreRefused() {
        TensorProto proto = message(DType::Float, {2});
        proto.add_int_val(1);
        QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT", "list of another type");
        TensorProto texts = message(DType::String, {2});
        texts.add_float_val(1);
        QVERIFY_FAILS(tensorFromProto(texts), "INVALID_ARGUMENT", "list of another type");
    }

    void shapesMustBeKnown() {
        QVERIFY_FAILS(tensorFromProto(message(DType::Float, {-1})), "INVALID_ARGUMENT",
                      "not fully defined");
        QVERIFY_FAILS(tensorFromProto(message(DType::Float, {-3})), "INVALID_ARGUMENT", "got -3");
        TensorProto unknown = message(DType::Float, {});
        unknown.mutable_tensor_shape()->set_unknown_rank(true);
        QVERIFY_FAILS(tensorFromProto(unknown), "INVALID_ARGUMENT", "not fully defined");
        QVERIFY_FAILS(tensorFromProto(message(DType::Float, std::vector<std::int64_t>(255, 1))),
                      "INVALID_ARGUMENT", "254");
    }

    void productsThatOverflowAreRefused() {
        const std::int64_t large = std::int64_t{1} << 32;
        QVERIFY_FAILS(tensorFromProto(message(DType::Float, {large, large})), "INVALID_ARGUMENT",
                      "overflow");
        QVERIFY_FAILS(tensorFromProto(message(DType::Float, {3037000500, 3037000500})),
                      "INVALID_ARGUMENT", "overflow");
        // Unknown sizes beside them do not hide it.
        TensorProto partial = message(DType::Float, {large, -1, large});
        QVERIFY_FAILS(weft::shapeFromProto(partial.tensor_shape()), "INVALID_ARGUMENT", "overflow");
    }

    void bombsAreRefusedBeforeMemoryIsTaken() {
        const std::int64_t peak = weft::hostAllocator().peakBytes();
        TensorProto splat = message(DType::Float, {std::int64_t{1} << 40});
        splat.add_float_val(1);
        QVERIFY_FAILS(tensorFromProto(splat), "RESOURCE_EXHAUSTED", "want at most");
        QVERIFY_FAILS(tensorFromProto(message(DType::Double, {std::int64_t{1} << 61})),
                      "RESOURCE_EXHAUSTED", "too large");
        QVERIFY_FAILS(tensorFromProto(message(DType::String, {std::int64_t{1} << 34})),
                      "RESOURCE_EXHAUSTED", "too large");
        weft::Limits limits = weft::defaultLimits();
        limits.tensorBytes = 1000;
        QVERIFY_FAILS(tensorFromProto(message(DType::Float, {251}), limits), "RESOURCE_EXHAUSTED",
                      "1000");
        QVERIFY_OK(tensorFromProto(message(DType::Float, {250}), limits));
        QVERIFY(weft::hostAllocator().peakBytes() < peak + 10000);
    }

    void typesMustBeKnownAndPlain() {
        for (const int number : {0, 101, 999}) {
            TensorProto proto;
            proto.set_dtype(static_cast<tensorflow::DataType>(number));
            QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT", std::to_string(number));
        }
        QVERIFY_FAILS(tensorFromProto(message(DType::Resource, {})), "INVALID_ARGUMENT",
                      "resource");
        TensorProto variant = message(DType::Variant, {});
        variant.add_variant_val()->set_type_name("tensorflow::Strange");
        QVERIFY_FAILS(tensorFromProto(variant), "INVALID_ARGUMENT", "tensorflow::Strange");
    }

    void stringsHaveNoContent() {
        TensorProto proto = message(DType::String, {2});
        proto.set_tensor_content(
            std::string("\xFF\xFF\x01"
                        "ab"));
        QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT", "string_val");
    }

    void valuesOutsideTheirTypeAreRefused_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("value");
        QTest::newRow("int8") << static_cast<int>(DType::Int8) << 300;
        QTest::newRow("uint8") << static_cast<int>(DType::UInt8) << -1;
        QTest::newRow("int16") << static_cast<int>(DType::Int16) << 32768;
        QTest::newRow("uint16") << static_cast<int>(DType::UInt16) << 65536;
        QTest::newRow("qint8") << static_cast<int>(DType::QInt8) << -129;
        QTest::newRow("half") << static_cast<int>(DType::Half) << 70000;
        QTest::newRow("bfloat16") << static_cast<int>(DType::BFloat16) << -1;
    }
    void valuesOutsideTheirTypeAreRefused() {
        QFETCH(int, type);
        QFETCH(int, value);
        TensorProto proto = message(static_cast<DType>(type), {1});
        const bool half = std::string(QTest::currentDataTag()).find("f") != std::string::npos;
        half ? proto.add_half_val(value) : proto.add_int_val(value);
        QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT",
                      "got " + std::to_string(value) + ", want ");
    }

    void bytesThatAreNoMessageAreRefused() {
        QVERIFY_FAILS(weft::tensorFromBytes("\xFF\xFF\xFF"), "INVALID_ARGUMENT", "3 bytes");
        QVERIFY_FAILS(weft::tensorFromBytes(""), "INVALID_ARGUMENT", "dtype");  // DT_INVALID
    }

    void contradictingShapesAreRefused() {
        TensorProto proto = message(DType::Float, {2});
        proto.mutable_tensor_shape()->set_unknown_rank(true);
        QVERIFY_FAILS(weft::shapeFromProto(proto.tensor_shape()), "INVALID_ARGUMENT",
                      "unknown rank");
    }

    void shortListsRepeatTheirLastValue() {
        TensorProto proto = message(DType::Int64, {2, 2});
        proto.add_int64_val(7);
        proto.add_int64_val(8);
        const Tensor tensor = tensorFromProto(proto).value();
        QVERIFY(weft::bytesEqual(tensor, Tensor::ofValues<std::int64_t>(
                                             Shape{2, 2}, std::vector<std::int64_t>{7, 8, 8, 8})));
        TensorProto texts = message(DType::String, {3});
        texts.add_string_val("a");
        QVERIFY(weft::bytesEqual(*tensorFromProto(texts),
                                 Tensor::vector<std::string>({"a", "a", "a"})));
    }

    void emptyListsAreZeros() {
        QCOMPARE(tensorFromProto(message(DType::Double, {3}))->values<double>()[2], 0.0);
        QVERIFY(tensorFromProto(message(DType::String, {1}))->values<std::string>()[0].empty());
        QCOMPARE(tensorFromProto(message(DType::Half, {1}))->values<weft::Half>()[0].bits,
                 std::uint16_t{0});
        QCOMPARE(tensorFromProto(message(DType::Float, {0, 3}))->elements(), std::int64_t{0});
    }

    void boolsAreZeroOrOne() {
        TensorProto proto = message(DType::Bool, {3});
        proto.set_tensor_content(std::string("\0\x02\xFF", 3));
        const Tensor tensor = tensorFromProto(proto).value();
        QCOMPARE(static_cast<int>(tensor.data()[1]), 1);
        QCOMPARE(static_cast<int>(tensor.data()[2]), 1);
    }

    /// What make_tensor_proto of TensorFlow 2.21 serializes, byte for byte.
    void bytesAreThoseOfTensorflow_data() {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("float scalar") << QByteArray("080112002a040000c03f");
        QTest::newRow("int32 vector") << QByteArray("0803120412020803220c010000000200000003000000");
        QTest::newRow("half vector") << QByteArray("08131204120208022204003e00c0");
        QTest::newRow("half scalar") << QByteArray("081312006a02807c");
        QTest::newRow("strings") << QByteArray("08071204120208024201614200");
        QTest::newRow("bool") << QByteArray("080a12005a0101");
        QTest::newRow("complex") << QByteArray("080812004a080000803f000000c0");
        QTest::newRow("bfloat16") << QByteArray("080e12006a02c07f");
        QTest::newRow("uint8") << QByteArray("080412003a02c801");
        QTest::newRow("empty") << QByteArray("08011206120012020803");
    }
    void bytesAreThoseOfTensorflow() {
        QFETCH(QByteArray, hex);
        const auto tensor = weft::tensorFromBytes(bytesOf(hex.constData()));
        QVERIFY_OK(tensor);
        QCOMPARE(QByteArray::fromStdString(weft::tensorToBytes(*tensor)).toHex(), hex);
    }

    void everyTypeComesBack() {
        const std::vector<Tensor> tensors = {
            Tensor::vector<float>({1.5F, -0.0F}),
            Tensor::scalar<double>(1e300),
            Tensor::scalar<std::int8_t>(-128),
            Tensor::vector<std::uint16_t>({65535, 0}),
            Tensor::scalar<std::uint32_t>(4294967295U),
            Tensor::scalar<std::uint64_t>(std::numeric_limits<std::uint64_t>::max()),
            Tensor::scalar(weft::Half(0.5F)),
            Tensor::scalar(weft::BFloat16(-3.0F)),
            Tensor::scalar(true),
            Tensor::scalar(std::complex<double>(1, -2)),
            Tensor::vector<std::string>({"", std::string("a\0b", 3)}),
            Tensor::allocate(DType::Int32, Shape{0, 4}).value()};
        for (const Tensor& tensor : tensors) {
            const auto back = weft::tensorFromBytes(weft::tensorToBytes(tensor));
            QVERIFY_OK(back);
            QVERIFY(weft::bytesEqual(tensor, *back));
        }
    }
};

namespace {
const weft::test::Registered<TstTensorProto> registered;
}
#include "tst_tensor_proto.moc"
