/** Where the build put the files that pdf.js fetches by name; ends in a slash. */
declare const __PDF_FILES__: string;
