// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cublasLt.h>
#include <cudnn.h>

#include <string>

/// @file
/// NVIDIA's libraries as tables of functions, opened at the first use: linked, they would cost every
/// start 0.8 s and 155 MB, and a machine without one of them could not open the backend at all.

namespace weft::gpu {

#define WEFT_CUBLASLT_FUNCTIONS(X)          \
    X(cublasLtCreate)                       \
    X(cublasLtGetVersion)                   \
    X(cublasLtGetStatusString)              \
    X(cublasLtMatmul)                       \
    X(cublasLtMatmulAlgoGetHeuristic)       \
    X(cublasLtMatmulDescCreate)             \
    X(cublasLtMatmulDescDestroy)            \
    X(cublasLtMatmulDescSetAttribute)       \
    X(cublasLtMatmulPreferenceCreate)       \
    X(cublasLtMatmulPreferenceDestroy)      \
    X(cublasLtMatmulPreferenceSetAttribute) \
    X(cublasLtMatrixLayoutCreate)           \
    X(cublasLtMatrixLayoutDestroy)          \
    X(cublasLtMatrixLayoutSetAttribute)

#define WEFT_CUDNN_FUNCTIONS(X)      \
    X(cudnnCreate)                   \
    X(cudnnGetVersion)               \
    X(cudnnGetErrorString)           \
    X(cudnnSetStream)                \
    X(cudnnBackendCreateDescriptor)  \
    X(cudnnBackendDestroyDescriptor) \
    X(cudnnBackendSetAttribute)      \
    X(cudnnBackendGetAttribute)      \
    X(cudnnBackendFinalize)          \
    X(cudnnBackendExecute)

#define WEFT_MEMBER(name) decltype(&::name) name = nullptr;

/// cuBLASLt, or why it cannot be used.
struct CublasLt {
    std::string obstacle;
    WEFT_CUBLASLT_FUNCTIONS(WEFT_MEMBER)
};
/// cuDNN, or why it cannot be used.
struct Cudnn {
    std::string obstacle;
    WEFT_CUDNN_FUNCTIONS(WEFT_MEMBER)
};
#undef WEFT_MEMBER

/// Opened at the first call. Threading: any thread.
const CublasLt& cublasLt();
const Cudnn& cudnn();

}  // namespace weft::gpu
