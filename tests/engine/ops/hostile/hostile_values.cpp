// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/hostile/hostile_values.h"

#include "engine/base/tensor_budget.h"

namespace weft::test {
namespace {

constexpr std::chrono::milliseconds kTimeout{2000};

template <class T>
void fillWith(Tensor& tensor, auto next) {
    for (T& value : tensor.mutableValues<T>()) { value = next(); }
}

}  // namespace

Tensor hostileTensor(Dice& dice, DType type, const Shape& shape, std::size_t wild) {
    Result<Tensor> made = Tensor::allocate(type, shape);
    if (!made.ok()) { return {}; }
    Tensor tensor = *std::move(made);
    const auto whole = [&]() -> std::int64_t {
        if (dice.below(10) < wild) { return hostileInt(dice); }
        return static_cast<std::int64_t>(dice.below(4));
    };
    const auto real = [&]() -> double {
        if (dice.below(10) < wild) { return hostileReal(dice); }
        return static_cast<double>(dice.below(100)) / 25.0 - 1.0;
    };
    const auto integer = [&]<class T>(T) {
        fillWith<T>(tensor, [&] { return static_cast<T>(whole()); });
    };
    switch (type) {
        case DType::Float:
            fillWith<float>(tensor, [&] { return static_cast<float>(real()); });
            break;
        case DType::Double:
            fillWith<double>(tensor, real);
            break;
        case DType::Half:
            fillWith<Half>(tensor, [&] { return Half(static_cast<float>(real())); });
            break;
        case DType::BFloat16:
            fillWith<BFloat16>(tensor, [&] { return BFloat16(static_cast<float>(real())); });
            break;
        case DType::Complex64:
            fillWith<std::complex<float>>(tensor, [&] {
                return std::complex<float>(static_cast<float>(real()), static_cast<float>(real()));
            });
            break;
        case DType::Complex128:
            fillWith<std::complex<double>>(tensor, [&] { return std::complex(real(), real()); });
            break;
        case DType::Int8:
            integer(std::int8_t{});
            break;
        case DType::Int16:
            integer(std::int16_t{});
            break;
        case DType::Int32:
            integer(std::int32_t{});
            break;
        case DType::Int64:
            integer(std::int64_t{});
            break;
        case DType::UInt8:
            integer(std::uint8_t{});
            break;
        case DType::UInt16:
            integer(std::uint16_t{});
            break;
        case DType::UInt32:
            integer(std::uint32_t{});
            break;
        case DType::UInt64:
            integer(std::uint64_t{});
            break;
        case DType::Bool:
            fillWith<bool>(tensor, [&] { return dice.once(2); });
            break;
        case DType::String:
            fillWith<std::string>(tensor, [&] { return std::string(dice.below(4), '%'); });
            break;
        default:
            break;
    }
    return tensor;
}

HostileEnd runHostile(Graph graph, const RunRequest& request) {
    const auto begin = std::chrono::steady_clock::now();
    HostileEnd end;
    const auto session = Session::create(std::move(graph));
    end.status = session.status();
    for (int run = 0; run < 2 && end.status.ok(); ++run) {
        end.status = (*session)->run(request, {.timeout = kTimeout}).status();
    }
    end.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    return end;
}

void limitMemory() { setTensorBudget(std::int64_t{1} << 20); }

}  // namespace weft::test
