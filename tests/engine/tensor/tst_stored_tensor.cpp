// SPDX-License-Identifier: Apache-2.0
/// @file
/// StoredTensor: a tensor as a graph keeps it.

#include <QTest>
#include <thread>
#include <vector>

#include "engine/proto/tensor.pb.h"
#include "engine/tensor/tensor_proto.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::StoredTensor;
using weft::Tensor;

class TstStoredTensor : public QObject {
    Q_OBJECT

private slots:
    void headersAreChecked() {
        tensorflow::TensorProto proto;
        proto.set_dtype(static_cast<tensorflow::DataType>(999));
        QVERIFY_FAILS(StoredTensor::fromProto(proto), "INVALID_ARGUMENT", "999");
        proto.set_dtype(tensorflow::DT_FLOAT);
        proto.mutable_tensor_shape()->add_dim()->set_size(-2);
        QVERIFY_FAILS(StoredTensor::fromProto(proto), "INVALID_ARGUMENT", "got -2");
    }

    void bombsMayBeKeptButNotDecoded() {
        tensorflow::TensorProto proto;
        proto.set_dtype(tensorflow::DT_FLOAT);
        proto.mutable_tensor_shape()->add_dim()->set_size(std::int64_t{1} << 40);
        proto.add_float_val(1);
        const auto stored = StoredTensor::fromProto(proto);
        QVERIFY_OK(stored);
        QVERIFY((*stored)->bytes().size() < 100);
        QCOMPARE((*stored)->shape().toString(), std::string("[1099511627776]"));
        QVERIFY_FAILS((*stored)->tensor(), "RESOURCE_EXHAUSTED", "too large");
    }

    void bytesStayAsTheyCame() {
        // Field 900 is of no version known: it must survive.
        std::string bytes = QByteArray::fromHex("080112002a040000c03fa238023132").toStdString();
        tensorflow::TensorProto proto;
        QVERIFY(proto.ParseFromString(bytes));
        QCOMPARE((*StoredTensor::fromProto(proto))->bytes(), bytes);
    }

    void decodesOnceForAllThreads() {
        const auto stored = StoredTensor::fromTensor(Tensor::vector<float>({1, 2}));
        tensorflow::TensorProto proto;
        QVERIFY(proto.ParseFromString(stored->bytes()));
        const auto decoded = StoredTensor::fromProto(proto).value();
        std::vector<Tensor> seen(4);
        std::vector<std::thread> threads;
        for (Tensor& tensor : seen) {
            threads.emplace_back([&tensor, &decoded] { tensor = decoded->tensor().value(); });
        }
        for (std::thread& thread : threads) { thread.join(); }
        for (const Tensor& tensor : seen) {
            QVERIFY(tensor.sharesBufferWith(seen[0]));
            QCOMPARE(tensor.values<float>()[1], 2.0F);
        }
    }
};

namespace {
const weft::test::Registered<TstStoredTensor> registered;
}
#include "tst_stored_tensor.moc"
