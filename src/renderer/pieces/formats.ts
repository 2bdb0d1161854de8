/** Signed pieces that the agency's portal takes, for a drop zone. */
export const FORMATS_PIECES: Record<string, string[]> = {
  'application/pdf': ['.pdf'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/tiff': ['.tif', '.tiff'],
}

/** The same, for the `accept` of a file dialog. */
export const ACCEPTE_PIECES = Object.values(FORMATS_PIECES).flat().join(',')
