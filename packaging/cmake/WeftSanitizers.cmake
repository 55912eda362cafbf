# SPDX-License-Identifier: Apache-2.0
# Flags that every file shares. No contraction of a*b+c: results do not depend on the compiler's mood.
# Paths are mapped so that two builds of one source give the same bytes.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off> $<$<COMPILE_LANGUAGE:CXX>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.>)
if(WEFT_SANITIZER STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
elseif(WEFT_SANITIZER STREQUAL "thread")
    add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
    add_link_options(-fsanitize=thread)
    add_compile_definitions(WEFT_NO_DNNL WEFT_NO_OPENMP)
    # Under this sanitizer a class of Protocol Buffers has two members more than in the library of the
    # system, which is built without it: text with maps would then be written over. This header lies
    # before the system's.
    file(WRITE ${CMAKE_BINARY_DIR}/generated/google/protobuf/map_field.h.new
         "#pragma once\n#pragma push_macro(\"__SANITIZE_THREAD__\")\n#undef __SANITIZE_THREAD__\n"
         "#include_next <google/protobuf/map_field.h>\n#pragma pop_macro(\"__SANITIZE_THREAD__\")\n")
    file(COPY_FILE ${CMAKE_BINARY_DIR}/generated/google/protobuf/map_field.h.new
         ${CMAKE_BINARY_DIR}/generated/google/protobuf/map_field.h ONLY_IF_DIFFERENT)
endif()
