// SPDX-License-Identifier: Apache-2.0
/// @file
/// CUDA drivers that cannot be used, one a definition of the preprocessor.

extern "C" {

int cuInit(unsigned /*flags*/) {
#ifdef WEFT_DRIVER_REFUSES
    return 34;  // what NVIDIA's stub library says
#else
    return 0;
#endif
}

int cuDriverGetVersion(int* version) {
#ifdef WEFT_DRIVER_OLD
    *version = 12040;
#else
    *version = 13000;
#endif
    return 0;
}

int cuDeviceGetCount(int* count) {
#ifdef WEFT_DRIVER_EMPTY
    *count = 0;
#else
    *count = 1;
#endif
    return 0;
}
}
