# SPDX-License-Identifier: Apache-2.0
# Warnings of Weft's own code; errors where WEFT_WERROR is on (preset dev), never in packages.
# Members left out of a designated initialiser have their defaults: that is the point of them.
set(WEFT_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 takes every move of an empty absl::InlinedVector (so every Shape) for a read of garbage.
    list(APPEND WEFT_WARNINGS -Wno-maybe-uninitialized)
endif()
if(WEFT_WERROR)
    list(APPEND WEFT_WARNINGS -Werror)
endif()

function(weft_warnings target)
    target_compile_options(${target} PRIVATE ${WEFT_WARNINGS})
endfunction()
