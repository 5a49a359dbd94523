/*
 * mic_diag - the program mic-diag-helper.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/helper.h"

int main(void)
{
    return mic_diag_helper_run();
}
