// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of FusedBatchNorm (V1 to V3) and its gradient, channels last; contracts: engine/ops/norm.
/// Sums over a channel are taken in pieces of rows by neighbouring threads, the pieces then in order, in
/// double: two runs give the same bits.

#include <cmath>

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {
namespace {

constexpr std::int64_t kRowsOfPiece = 64;
constexpr std::int64_t kMostPieces = 512;

struct Rows {
    std::int64_t rows, channels, pieces, pieceRows;
};
Rows rowsOf(const View& x) {
    Rows rows = {};
    rows.channels = x.dims[x.rank - 1];
    rows.rows = rows.channels > 0 ? elementsOf(x) / rows.channels : 0;
    rows.pieces = (rows.rows + kRowsOfPiece - 1) / kRowsOfPiece;
    rows.pieces = rows.pieces < 1 ? 1 : (rows.pieces > kMostPieces ? kMostPieces : rows.pieces);
    rows.pieceRows = (rows.rows + rows.pieces - 1) / rows.pieces;
    return rows;
}

/// What is summed of one element.
struct Value {
    template <class T>
    __host__ __device__ static float of(const T* x, const T*, std::int64_t i, float) {
        return wide(x[i]);
    }
};
struct SquaredDistance {
    template <class T>
    __host__ __device__ static float of(const T* x, const T*, std::int64_t i, float mean) {
        const float distance = wide(x[i]) - mean;
        return distance * distance;
    }
};
struct Product {
    template <class T>
    __host__ __device__ static float of(const T* x, const T* dy, std::int64_t i, float mean) {
        return wide(dy[i]) * (wide(x[i]) - mean);
    }
};

template <class T, class What>
__global__ void pieceKernel(const T* x, const T* dy, const float* mean, double* partial,
                            Rows rows) {
    const std::int64_t all = rows.pieces * rows.channels;
    for (std::int64_t i = flatBegin(); i < all; i += flatStride()) {
        const std::int64_t channel = i % rows.channels;
        const std::int64_t begin = i / rows.channels * rows.pieceRows;
        const std::int64_t end =
            begin + rows.pieceRows < rows.rows ? begin + rows.pieceRows : rows.rows;
        const float center = mean != nullptr ? mean[channel] : 0.0F;
        double sum = 0;
        for (std::int64_t r = begin; r < end; ++r) {
            sum += static_cast<double>(What::of(x, dy, r * rows.channels + channel, center));
        }
        partial[i] = sum;
    }
}

__host__ __device__ inline double joined(const double* partial, std::int64_t channel,
                                         const Rows& rows) {
    double sum = 0;
    for (std::int64_t p = 0; p < rows.pieces; ++p) { sum += partial[p * rows.channels + channel]; }
    return sum;
}

/// to = sum * factor.
__global__ void joinKernel(const double* partial, float* to, double factor, Rows rows) {
    for (std::int64_t c = flatBegin(); c < rows.channels; c += flatStride()) {
        to[c] = static_cast<float>(joined(partial, c, rows) * factor);
    }
}

/// The running statistics that are put out in training. @param given may be null.
__global__ void mixKernel(const float* mean, const float* variance, const float* givenMean,
                          const float* givenVariance, float* outMean, float* outVariance,
                          float factor, float unbiased, std::int64_t channels) {
    for (std::int64_t c = flatBegin(); c < channels; c += flatStride()) {
        float m = mean[c];
        float v = variance[c] * unbiased;
        if (factor != 1.0F) {
            m = (1.0F - factor) * givenMean[c] + factor * m;
            v = (1.0F - factor) * givenVariance[c] + factor * unbiased * variance[c];
        }
        outMean[c] = m;
        outVariance[c] = v;
    }
}

template <class T>
__global__ void normalizeKernel(const T* x, const float* scale, const float* offset,
                                const float* mean, const float* variance, T* y, float epsilon,
                                std::int64_t n, std::int64_t channels) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const std::int64_t c = i % channels;
        const float factor = 1.0F / std::sqrt(variance[c] + epsilon) * scale[c];
        y[i] = narrow<T>((wide(x[i]) - mean[c]) * factor + offset[c]);
    }
}

/// Input 0 is the image or its gradient, of one shape.
std::int32_t prepareNorm(const Call& call, Plan& plan) {
    const Rows rows = rowsOf(call.inputs[0]);
    plan.scratchBytes = 2 * rows.pieces * rows.channels * static_cast<std::int64_t>(sizeof(double));
    return kOk;
}

template <class T>
struct Norm {
    static std::int32_t run(const Call& call) {
        const Rows rows = rowsOf(call.inputs[0]);
        const T* x = in<T>(call, 0);
        auto* partial = static_cast<double*>(call.scratch);
        auto* mean = out<float>(call, 3);
        auto* variance = out<float>(call, 4);
        const std::int64_t channels = rows.channels;
        const std::int64_t bytes = channels * static_cast<std::int64_t>(sizeof(float));
        if (numberOr(call, "is_training", 1) != 0) {
            const double inverse = 1.0 / static_cast<double>(rows.rows);
            const std::int64_t all = rows.pieces * channels;
            const T* none = nullptr;
            const float* center = nullptr;
            launchFlat(pieceKernel<T, Value>, all, call.stream, x, none, center, partial, rows);
            launchFlat(joinKernel, channels, call.stream, partial, mean, inverse, rows);
            launchFlat(pieceKernel<T, SquaredDistance>, all, call.stream, x, none, mean, partial,
                       rows);
            launchFlat(joinKernel, channels, call.stream, partial, variance, inverse, rows);
            const auto n = static_cast<float>(rows.rows);
            const float unbiased = n / (n > 2.0F ? n - 1.0F : 1.0F);
            launchFlat(mixKernel, channels, call.stream, mean, variance, in<float>(call, 3),
                       in<float>(call, 4), out<float>(call, 1), out<float>(call, 2),
                       static_cast<float>(realOr(call, "exponential_avg_factor", 1.0)), unbiased,
                       channels);
        } else {
            for (const int o : {1, 3}) {
                copyOnCard(call, out<float>(call, o), in<float>(call, 3), bytes);
                copyOnCard(call, out<float>(call, o + 1), in<float>(call, 4), bytes);
            }
        }
        const std::int64_t n = elementsOf(call.inputs[0]);
        return launchFlat(normalizeKernel<T>, n, call.stream, x, in<float>(call, 1),
                          in<float>(call, 2), mean, variance, out<T>(call),
                          static_cast<float>(realOr(call, "epsilon", 1e-4)), n, channels);
    }
};

/// Of the sums of dy and of dy (x - mean): the gradients by scale and offset.
__global__ void vectorGradKernel(const double* plain, const double* product, const float* variance,
                                 float* dScale, float* dOffset, float epsilon, Rows rows) {
    for (std::int64_t c = flatBegin(); c < rows.channels; c += flatStride()) {
        const float r = 1.0F / std::sqrt(variance[c] + epsilon);
        dOffset[c] = static_cast<float>(joined(plain, c, rows));
        dScale[c] = static_cast<float>(joined(product, c, rows)) * r;
    }
}

template <class T>
__global__ void imageGradKernel(const T* dy, const T* x, const float* scale, const float* mean,
                                const float* variance, const float* dScale, const float* dOffset,
                                T* dx, float epsilon, bool isTraining, Rows rows) {
    const std::int64_t n = rows.rows * rows.channels;
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const std::int64_t c = i % rows.channels;
        const float r = 1.0F / std::sqrt(variance[c] + epsilon);
        const auto count = static_cast<float>(rows.rows);
        const float b = isTraining ? dOffset[c] / count : 0.0F;
        const float d = isTraining ? dScale[c] / count * r : 0.0F;
        dx[i] = narrow<T>(scale[c] * r * ((wide(dy[i]) - b) - d * (wide(x[i]) - mean[c])));
    }
}

template <class T>
struct NormGrad {
    static std::int32_t run(const Call& call) {
        const Rows rows = rowsOf(call.inputs[1]);
        const T* dy = in<T>(call, 0);
        const T* x = in<T>(call, 1);
        const float* mean = in<float>(call, 3);
        const float* variance = in<float>(call, 4);
        auto* plain = static_cast<double*>(call.scratch);
        double* product = plain + rows.pieces * rows.channels;
        const std::int64_t all = rows.pieces * rows.channels;
        const float* center = nullptr;
        const auto epsilon = static_cast<float>(realOr(call, "epsilon", 1e-4));
        const bool isTraining = numberOr(call, "is_training", 1) != 0;
        launchFlat(pieceKernel<T, Value>, all, call.stream, dy, dy, center, plain, rows);
        launchFlat(pieceKernel<T, Product>, all, call.stream, x, dy, mean, product, rows);
        launchFlat(vectorGradKernel, rows.channels, call.stream, plain, product, variance,
                   out<float>(call, 1), out<float>(call, 2), epsilon, rows);
        return launchFlat(imageGradKernel<T>, all > 0 ? rows.rows * rows.channels : 0, call.stream,
                          dy, x, in<float>(call, 2), mean, variance, out<float>(call, 1),
                          out<float>(call, 2), out<T>(call), epsilon, isTraining, rows);
    }
};

const char* channelsFirst(const Attr* attrs, std::int32_t count) {
    const Attr* format = findAttr(attrs, count, "data_format");
    const bool isLast = format == nullptr || isText(format, "NHWC") || isText(format, "NDHWC");
    return isLast ? nullptr : "channels are not last";
}

const Options kOptions{.decline = channelsFirst, .prepare = prepareNorm};
const ForTypes<Norm, float> kNorm("FusedBatchNorm", kOptions);
const ForTypes<Norm, float, Half, BFloat16> kNormV2("FusedBatchNormV2", kOptions);
const ForTypes<Norm, float, Half, BFloat16> kNormV3("FusedBatchNormV3", kOptions);
const ForTypes<NormGrad, float> kGrad("FusedBatchNormGrad", kOptions);
const ForTypes<NormGrad, float, Half, BFloat16> kGradV2("FusedBatchNormGradV2", kOptions);
const ForTypes<NormGrad, float, Half, BFloat16> kGradV3("FusedBatchNormGradV3", kOptions);

}  // namespace
}  // namespace weft::gpu
