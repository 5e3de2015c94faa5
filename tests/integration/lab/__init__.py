# SPDX-License-Identifier: BSD-2-Clause
"""A mail laboratory: private MTAs, a sink and the milter in one directory."""
