// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/variant.h"

#include <QObject>
#include <QTest>

#include "engine/proto/tensor.pb.h"
#include "engine/tensor/tensor_format.h"
#include "engine/tensor/tensor_proto.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A number that counts how many there are.
class Counted final : public VariantPayload {
public:
    explicit Counted(int start) : value(start) { ++alive; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() override { --alive; }

    std::string typeName() const override { return "Counted"; }
    std::string describe() const override { return "Counted"; }
    int depth() const override { return 3; }
    std::int64_t count() const override { return 5; }
    Result<std::shared_ptr<VariantPayload>> zerosLike(Allocator&) const override {
        return std::make_shared<Counted>(0);
    }
    Result<std::shared_ptr<VariantPayload>> sum(const VariantPayload& other,
                                                Allocator&) const override {
        return std::make_shared<Counted>(value + dynamic_cast<const Counted&>(other).value);
    }

    const int value;
    static inline int alive = 0;
};

const Counted* countedIn(const Tensor& tensor) {
    return tensor.values<VariantValue>()[0].as<Counted>();
}

}  // namespace

class TstVariant : public QObject {
    Q_OBJECT

private slots:
    void zerosOfNothingFail() {
        const auto empty = Tensor::allocate(DType::Variant, Shape{2});
        QVERIFY_OK(empty);
        QVERIFY(countedIn(*empty) == nullptr);
        QVERIFY_FAILS(zerosLike(*empty, hostAllocator()), "INVALID_ARGUMENT", "holds nothing");
        QCOMPARE(variantDepth(*empty), 0);
    }

    void sizesHaveLimits() {
        QVERIFY_OK(checkVariantSize(kMostVariantDepth, kMostVariantCount));
        QVERIFY_FAILS(checkVariantSize(kMostVariantDepth + 1, 1), "INVALID_ARGUMENT", "too deep");
        QVERIFY_FAILS(checkVariantSize(1, kMostVariantCount + 1), "RESOURCE_EXHAUSTED", "too many");
        const Tensor one = variantScalar(std::make_shared<Counted>(1));
        QCOMPARE(variantDepth(one), 3);
        QCOMPARE(variantCount(one), std::int64_t{5});
        QCOMPARE(variantCount(Tensor::scalar(1.0F)), std::int64_t{0});
    }

    void copiesShareWhatTheyHold() {
        {
            const Tensor one = variantScalar(std::make_shared<Counted>(7));
            const auto copy = one.clone();
            QVERIFY_OK(copy);
            QCOMPARE(Counted::alive, 1);
            QVERIFY(bytesEqual(one, *copy));
            QCOMPARE(countedIn(*copy)->value, 7);
            // Nobody may change what another one has.
            QVERIFY(one.values<VariantValue>()[0].owned<Counted>() == nullptr);
        }
        QCOMPARE(Counted::alive, 0);
    }

    void whoIsAloneMayChangeIt() {
        const Tensor one = variantScalar(std::make_shared<Counted>(7));
        QVERIFY(one.values<VariantValue>()[0].owned<Counted>() != nullptr);
        const auto zero = zerosLike(one, hostAllocator());
        QVERIFY_OK(zero);
        QCOMPARE(countedIn(*zero)->value, 0);
        QVERIFY(!bytesEqual(one, *zero));
    }

    void theyAreToldButNotStored() {
        const Tensor one = variantScalar(std::make_shared<Counted>(7));
        QCOMPARE(formatTensor(one), std::string("<Counted>"));
        tensorflow::TensorProto proto;
        tensorToProto(one, proto);
        QCOMPARE(proto.variant_val_size(), 1);
        QVERIFY_FAILS(tensorFromProto(proto), "INVALID_ARGUMENT", "variant");
    }
};

namespace {
const Registered<TstVariant> registered;
}  // namespace

}  // namespace weft::test

#include "tst_variant.moc"
